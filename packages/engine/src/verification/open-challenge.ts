import type { ChallengeContext, CredentialContext, Factor, Opening } from '@authfactor/factor';
import type { AccountDocument, ChallengeDocument } from '../documents.ts';
import { type Refusal, refuse } from '../outcome.ts';
import { subjectDisabled, subjectLocked } from '../transitions/guard-answer.ts';

const RETRY_MS = 1_000;

export type Opened = Extract<Opening, { kind: 'opened' }>;

/**
 * Lets the factor do what it does when a challenge begins. Repeatable; nothing is counted by it. Rejects with the
 * signal's reason where the caller gave up.
 */
export async function openChallenge(
  factor: Factor,
  challenge: ChallengeDocument,
  account: AccountDocument | undefined,
  signal: AbortSignal,
): Promise<Opened | Refusal> {
  if (factor.open === undefined) return { kind: 'opened', handle: '' };
  let opening: Opening;
  try {
    const context = credentialContextOf(challenge, account);
    opening = await factor.open({ context, challenge: challengeContextOf(challenge), signal });
  } catch {
    signal.throwIfAborted();
    return unavailable(RETRY_MS);
  }
  switch (opening.kind) {
    case 'opened':
      return opening;
    case 'unavailable':
      return unavailable(opening.retryAfterMs);
    case 'refused':
      return refusalOf(opening);
    default:
      return opening satisfies never;
  }
}

export function credentialContextOf(
  { tenant, subject, factorType }: ChallengeDocument,
  account: AccountDocument | undefined,
): CredentialContext {
  return { tenant, subject, factorType, generation: account?.credential?.generation ?? account?.generation ?? 0 };
}

export function challengeContextOf({ id, session, purpose, language }: ChallengeDocument): ChallengeContext {
  return { challengeId: id, session, purpose, language };
}

function refusalOf(opening: Extract<Opening, { kind: 'refused' }>): Refusal {
  switch (opening.reason) {
    case 'not-enrolled':
      return notEnrolled();
    case 'disabled':
      return subjectDisabled();
    case 'challenges-disabled':
      return challengesDisabled();
    case 'locked':
      return subjectLocked(opening.lockedUntil);
    case 'rate-limited':
      return refuse('RATE_LIMITED', 'The factor takes no more challenges for now; wait and repeat the call', {
        retryAfterMs: opening.retryAfterMs,
      });
    default:
      return opening satisfies never;
  }
}

const unavailable = (retryAfterMs: number): Refusal =>
  refuse('DEPENDENCY_UNAVAILABLE', 'What the factor relies on does not answer; repeat the same request id', {
    retryAfterMs,
  });

export const notEnrolled = (): Refusal =>
  refuse('NOT_ENROLLED', 'The subject has not enrolled this factor; verify with another one');

export const challengesDisabled = (): Refusal =>
  refuse('CHALLENGES_DISABLED', 'Challenges with this factor are switched off for the tenant');
