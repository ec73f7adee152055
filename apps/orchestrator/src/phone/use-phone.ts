import { setTimeout as sleep } from 'node:timers/promises';
import type { Lines } from '../lines.ts';
import type { Decision, PendingPush, PhoneControl } from './phone-control.ts';

export interface UsePhoneOptions {
  readonly control: PhoneControl;
  readonly lines: Lines;
  /** Prints one line. */
  readonly print: (line: string) => void;
  /** Between two looks for a push, in ms. Default: 250. */
  readonly lookMs?: number;
  readonly signal: AbortSignal;
}

const OVER = new Error('The push does not wait any more');

/**
 * Shows each push that asks, one after the other, and takes what its user decides, until there are no more lines. Rejects
 * with the signal's reason when that aborts, and with what `control` rejects with.
 */
export const usePhone = async (options: UsePhoneOptions): Promise<void> => {
  const { control, lines, print, lookMs = 250, signal } = options;

  /** Aborts `over` when the push does not wait any more. Resolves when it need not be watched any more. */
  const watch = async (push: PendingPush, over: AbortController, until: AbortSignal): Promise<void> => {
    try {
      for (;;) {
        await sleep(lookMs, undefined, { signal: until });
        const waiting = await control.pending(until);
        if (!waiting.some(({ id }) => id === push.id)) return over.abort(OVER);
      }
    } catch (error) {
      if (!until.aborted) over.abort(error);
    }
  };

  const ask = async (push: PendingPush): Promise<void> => {
    // What was typed before the question was shown is no answer to it.
    lines.forget();
    for (const line of describe(push)) print(line);
    const over = new AbortController();
    const decided = new AbortController();
    const watching = watch(push, over, AbortSignal.any([signal, decided.signal]));
    try {
      const decision = await askUntilClear(push, AbortSignal.any([signal, over.signal]));
      decided.abort();
      if (decision === undefined) return;
      const inTime = await control.decide(push.id, decision, signal);
      print(inTime ? sentenceOf(decision) : TOO_LATE);
    } catch (error) {
      if (error !== OVER) throw error;
      print(TOO_LATE);
    } finally {
      decided.abort();
      await watching;
    }
  };

  const askUntilClear = async (push: PendingPush, until: AbortSignal): Promise<Decision | undefined> => {
    for (;;) {
      const line = await lines.readLine(until);
      if (line === undefined) return undefined;
      const decision = readDecision(line, push);
      if (decision !== undefined) return decision;
      print(`That is none of the choices. ${choicesOf(push)}`);
    }
  };

  while (!lines.ended()) {
    signal.throwIfAborted();
    const [push] = await control.pending(signal);
    if (push === undefined) await sleep(lookMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    else await ask(push);
  }
};

const TOO_LATE = 'Too late: this one was decided elsewhere, withdrawn, or waited for too long.';

const describe = (push: PendingPush): readonly string[] => [
  '',
  `Okta Verify asks ${push.login}: is it you who is calling?`,
  choicesOf(push),
];

const choicesOf = ({ numbers }: PendingPush): string => {
  const approve =
    numbers.length === 0
      ? '[y] yes, it is me'
      : `${numbers.map((number) => `[${number}]`).join(' ')} the number you heard`;
  return `Type ${approve}, [d] deny, or [n] no, it is not me; then Enter.`;
};

const readDecision = (line: string, { numbers }: PendingPush): Decision | undefined => {
  const text = line.trim().toLowerCase();
  if (text === 'd') return 'deny';
  if (text === 'n') return 'report';
  if (text === 'y' && numbers.length === 0) return 'approve';
  const number = numbers.find((candidate) => String(candidate) === text);
  return number === undefined ? undefined : { choose: number };
};

const sentenceOf = (decision: Decision): string => {
  if (typeof decision === 'object')
    return `You chose ${decision.choose}. Any other number than the one you heard denies.`;
  switch (decision) {
    case 'approve':
      return 'You approved.';
    case 'deny':
      return 'You denied.';
    case 'report':
      return 'You said that it is not you. Okta tells the service no more than a denial.';
    default:
      return decision satisfies never;
  }
};
