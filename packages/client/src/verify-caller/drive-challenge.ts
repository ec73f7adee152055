import type { AnswerResult } from '../values/answer-result.ts';
import type { Challenge } from '../values/challenge.ts';
import { askWhileOpen } from './ask-while-open.ts';
import type { DeviceNotices } from './device-notices.ts';
import type { OpenChallengeCalls } from './open-challenge-calls.ts';
import type { VerifyRequest } from './verify-request.ts';
import { concludeVerification, lockOf, type VerifyResult, type Withdrawal } from './verify-result.ts';

export interface DriveOptions {
  readonly askCaller: VerifyRequest['askCaller'];
  readonly notices: Pick<DeviceNotices, 'show'>;
  readonly calls: OpenChallengeCalls;
  /** Withdraws the challenge; gives it as it then is, `undefined` where that failed. */
  readonly withdraw: () => Promise<Challenge | undefined>;
  readonly watchMs: number;
  readonly signal: AbortSignal;
}

/** Takes a challenge from where it stands to its end. */
export const driveChallenge = async (first: Challenge, options: DriveOptions): Promise<VerifyResult> => {
  const { askCaller, notices, calls, withdraw, watchMs, signal } = options;
  let challenge = first;
  let last: AnswerResult | undefined;
  /** The last answer: taken and not decided, or refused because the challenge has ended, which reads tell later. */
  let unsettled: 'pending' | 'closed' | undefined;

  const withdrawFor = async (withdrawal: Withdrawal): Promise<VerifyResult> =>
    concludeVerification((await withdraw()) ?? challenge, last, withdrawal);

  while (!challenge.final) {
    notices.show(challenge);
    if (challenge.state !== 'awaiting-input' || unsettled !== undefined) {
      challenge = await calls.look(challenge);
      if (unsettled === 'pending') unsettled = undefined;
      continue;
    }
    const previous = last?.outcome === 'verified' ? undefined : last;
    const asked = await askWhileOpen(challenge, previous, { askCaller, calls, watchMs, signal });
    if (asked.kind === 'ended') {
      challenge = asked.challenge;
      continue;
    }
    if (asked.input === undefined) return withdrawFor({ reason: 'given-up' });
    const submitted = await calls.submit(asked.input);
    if (submitted.kind === 'locked') return withdrawFor({ reason: 'locked', lockedUntil: submitted.lockedUntil });
    if (submitted.kind === 'closed') {
      unsettled = 'closed';
      continue;
    }
    last = submitted.answer;
    challenge = last.challenge;
    if (last.outcome === 'pending') unsettled = 'pending';
    const lockedUntil = lockOf(last);
    // It could be answered again only after the lock: too late for the caller who waits.
    if (!challenge.final && lockedUntil !== undefined) return withdrawFor({ reason: 'locked', lockedUntil });
  }
  return concludeVerification(challenge, last);
};
