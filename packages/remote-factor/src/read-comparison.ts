import type { Comparison, UnusableReason } from '@authfactor/factor';
import {
  Challenge_State,
  SubmitAnswerResponse_Outcome as Outcome,
  type SubmitAnswerResponse,
  SubmitAnswerResponse_Unusable as Unusable,
} from '@authfactor/proto';
import { RemoteFactorError } from './remote-factor-error.ts';

const unusables = new Map<Unusable, UnusableReason>([
  [Unusable.NO_DIGITS, 'no-digits'],
  [Unusable.TOO_FEW, 'too-few'],
  [Unusable.TOO_MANY, 'too-many'],
  [Unusable.AMBIGUOUS, 'ambiguous'],
  [Unusable.CANCELED, 'canceled'],
  [Unusable.MASKED, 'masked'],
]);

/**
 * What the remote's outcome is here. Its assertion is not looked at. Only an outcome whose challenge is the one that
 * was asked, and verified, is a match. Throws `RemoteFactorError` (`nonsense`) where it contradicts itself.
 */
export function readComparison(response: SubmitAnswerResponse, challengeId: string, factorType: string): Comparison {
  const { challenge, outcome } = response;
  if (challenge?.challengeId !== challengeId || challenge.factorType !== factorType) {
    throw new RemoteFactorError('nonsense', `The remote answered for another challenge than the one of ${factorType}`);
  }
  const isVerified = challenge.state === Challenge_State.VERIFIED;
  if (isVerified !== (outcome === Outcome.VERIFIED)) {
    throw new RemoteFactorError('nonsense', `The remote’s outcome and its challenge of ${factorType} disagree`);
  }
  switch (outcome) {
    case Outcome.VERIFIED:
      return { kind: 'matched' };
    case Outcome.MISMATCHED:
      return { kind: 'mismatched' };
    case Outcome.CODE_REUSED:
      return { kind: 'reused' };
    case Outcome.UNUSABLE:
      // A reason that this version does not know is unusable all the same.
      return { kind: 'unusable', reason: unusables.get(response.unusable) ?? 'ambiguous' };
    default:
      return { kind: 'lost' };
  }
}
