import type { AnswerResult, UnverifiedAnswer } from '../values/answer-result.ts';
import type {
  Challenge,
  FailedChallenge,
  OpenChallenge,
  Verification,
  VerifiedChallenge,
} from '../values/challenge.ts';

/** How a verification ended. Only `verified` means verified. */
export type VerifyResult =
  | {
      readonly outcome: 'verified';
      readonly challenge: VerifiedChallenge;
      readonly verification: Verification;
      /**
       * Secret: the signed factor assertion (JWT). Absent where it had expired before the service could be asked: it is
       * not to be had any more, verify again.
       */
      readonly assertion: string | undefined;
    }
  | {
      readonly outcome: 'not-verified';
      /** The challenge's final state, or why it was withdrawn: `askCaller` gave up, or the subject is locked. */
      readonly reason: FailedChallenge['state'] | 'given-up' | 'locked';
      /** As it was told last; not in a final state where withdrawing it failed. */
      readonly challenge: OpenChallenge | FailedChallenge;
      /** Where the last answer locked the subject, or found them locked. */
      readonly lockedUntil: Date | undefined;
      readonly lastAnswer: UnverifiedAnswer | undefined;
    };

/** Why a challenge that is not over is not gone on with. */
export type Withdrawal =
  | { readonly reason: 'given-up' }
  | { readonly reason: 'locked'; readonly lockedUntil: Date | undefined };

/** The result of a challenge that was told last as `challenge`. One that is verified is so whatever was wished. */
export const concludeVerification = (
  challenge: Challenge,
  last: AnswerResult | undefined,
  withdrawal?: Withdrawal,
): VerifyResult => {
  if (challenge.state === 'verified') {
    const { verification } = challenge;
    return { outcome: 'verified', challenge, verification, assertion: verification.assertion };
  }
  const lastAnswer = last?.outcome === 'verified' ? undefined : last;
  const lockedUntil = withdrawal?.reason === 'locked' ? withdrawal.lockedUntil : lockOf(last);
  const reason = withdrawal?.reason ?? (challenge.final ? challenge.state : 'unknown');
  return { outcome: 'not-verified', reason, challenge, lockedUntil, lastAnswer };
};

/** Until when an answer locked the subject. */
export const lockOf = (answer: AnswerResult | undefined): Date | undefined =>
  answer !== undefined && 'lockedUntil' in answer ? answer.lockedUntil : undefined;
