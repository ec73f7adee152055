import {
  SubmitAnswerResponse_Outcome as Outcome,
  type SubmitAnswerResponse,
  SubmitAnswerResponse_Unusable as Unusable,
} from '@authfactor/proto';
import { type Challenge, readChallenge, type Verification, type VerifiedChallenge } from './challenge.ts';
import { createNames } from './names.ts';
import { dateOf } from './time.ts';

/** Why an answer was not compared. `unknown`: a reason that is newer than this client. */
export type UnusableReason = 'no-digits' | 'too-few' | 'too-many' | 'ambiguous' | 'canceled' | 'masked' | 'unknown';

interface Counted {
  readonly challenge: Challenge;
  readonly attemptsRemaining: number;
  /** The answer locked the subject until then. */
  readonly lockedUntil: Date | undefined;
}

/** What became of an answer. Only `verified` means verified. */
export type AnswerResult =
  | {
      readonly outcome: 'verified';
      readonly challenge: VerifiedChallenge;
      readonly verification: Verification;
      /** Secret: the signed factor assertion (JWT). Absent once it has expired. */
      readonly assertion: string | undefined;
    }
  | ({ readonly outcome: 'mismatched' } & Counted)
  /** A right one-time code that was used before. It counts. */
  | ({ readonly outcome: 'code-reused' } & Counted)
  /** Not compared and no attempt, though too many of them end the challenge. */
  | {
      readonly outcome: 'unusable';
      readonly reason: UnusableReason;
      readonly challenge: Challenge;
      readonly attemptsRemaining: number;
    }
  /** Counted, its comparison was lost in a fault: ask the caller again, with a new request id. */
  | ({ readonly outcome: 'lost' } & Counted)
  /** The subject's device has not answered yet. */
  | { readonly outcome: 'pending'; readonly challenge: Challenge }
  /** An outcome that is newer than this client, or one that contradicts itself. */
  | { readonly outcome: 'unknown'; readonly challenge: Challenge };

export type UnverifiedAnswer = Exclude<AnswerResult, { readonly outcome: 'verified' }>;

const UNUSABLE = createNames({
  'no-digits': Unusable.NO_DIGITS,
  'too-few': Unusable.TOO_FEW,
  'too-many': Unusable.TOO_MANY,
  ambiguous: Unusable.AMBIGUOUS,
  canceled: Unusable.CANCELED,
  masked: Unusable.MASKED,
});

export const readAnswerResult = (response: SubmitAnswerResponse): AnswerResult => {
  const challenge = readChallenge(response.challenge);
  const attemptsRemaining = challenge.attemptsRemaining ?? 0;
  const counted: Counted = { challenge, attemptsRemaining, lockedUntil: dateOf(response.lockedUntil) };
  switch (response.outcome) {
    case Outcome.VERIFIED: {
      if (challenge.state !== 'verified') return { outcome: 'unknown', challenge };
      const { verification } = challenge;
      return { outcome: 'verified', challenge, verification, assertion: verification.assertion };
    }
    case Outcome.MISMATCHED:
      return { outcome: 'mismatched', ...counted };
    case Outcome.CODE_REUSED:
      return { outcome: 'code-reused', ...counted };
    case Outcome.UNUSABLE: {
      const reason = UNUSABLE.nameOf(response.unusable) ?? 'unknown';
      return { outcome: 'unusable', reason, challenge, attemptsRemaining };
    }
    case Outcome.LOST:
      return { outcome: 'lost', ...counted };
    case Outcome.PENDING:
      return { outcome: 'pending', challenge };
    default:
      return { outcome: 'unknown', challenge };
  }
};
