import { setTimeout as sleep } from 'node:timers/promises';
import type { UnverifiedAnswer } from '../values/answer-result.ts';
import type { Challenge, OpenChallenge } from '../values/challenge.ts';
import type { Input } from '../values/interaction.ts';
import type { OpenChallengeCalls } from './open-challenge-calls.ts';
import type { VerifyRequest } from './verify-request.ts';

/** `input` absent: the caller gave up. `ended`: no answer is awaited any more. */
export type Asked =
  | { readonly kind: 'answered'; readonly input: Input | undefined }
  | { readonly kind: 'ended'; readonly challenge: Challenge };

export interface AskOptions {
  readonly askCaller: VerifyRequest['askCaller'];
  readonly calls: Pick<OpenChallengeCalls, 'glance'>;
  readonly watchMs: number;
  /** Ends the wait at once, whatever `askCaller` does, and then rejects with its reason. */
  readonly signal: AbortSignal;
}

/**
 * Asks the caller, and looks every now and then whether an answer is still awaited. A long poll would cost the server
 * more: it looks twice a second for as long as somebody waits. Rejects with what `askCaller` throws.
 */
export const askWhileOpen = async (
  challenge: OpenChallenge,
  previous: UnverifiedAnswer | undefined,
  { askCaller, calls, watchMs, signal }: AskOptions,
): Promise<Asked> => {
  const over = new AbortController();
  const stopped = Promise.withResolvers<never>();
  const stop = () => {
    over.abort(signal.reason);
    stopped.reject(signal.reason);
  };
  signal.addEventListener('abort', stop, { once: true });

  const answer = async (): Promise<Asked> => {
    const { challengeId, prompt, attemptsRemaining, expiresAt } = challenge;
    const question = { challengeId, prompt, attemptsRemaining, expiresAt, previous, signal: over.signal };
    return { kind: 'answered', input: await askCaller(question) };
  };
  const watch = async (): Promise<Asked> => {
    for (;;) {
      await sleep(watchMs, undefined, { signal: over.signal });
      const seen = await calls.glance(over.signal);
      if (seen.state !== challenge.state) return { kind: 'ended', challenge: seen };
    }
  };

  try {
    signal.throwIfAborted();
    return await Promise.race([answer(), watch(), stopped.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
    over.abort(new DOMException('No answer is awaited any more', 'AbortError'));
  }
};
