import { challengeState, countAnswers, isFinal, isLive, liveReservations } from '../challenge-state.ts';
import type { AccountDocument, AnswerEntry, ChallengeDocument } from '../documents.ts';
import type { Limits } from '../limits.ts';
import { lockedUntil } from '../lock.ts';
import { lookup } from '../lookup.ts';
import { type Refusal, refuse } from '../outcome.ts';

const NONE: ReadonlySet<number> = new Set();

/** How long to wait before repeating a request id whose attempt is under way. */
const CONCURRENT_RETRY_MS = 250;

export type Guard =
  /** The request id has its outcome, or its own reservation stands. */
  | { readonly kind: 'known'; readonly answer: AnswerEntry }
  | { readonly kind: 'open'; readonly account: AccountDocument }
  | Refusal;

export const concurrentAttempt = (): Refusal =>
  refuse('CONCURRENT_ATTEMPT', 'Another attempt is under way; repeat the call with the same request id', {
    retryAfterMs: CONCURRENT_RETRY_MS,
  });

export const challengeNotFound = (): Refusal =>
  refuse('CHALLENGE_NOT_FOUND', 'There is no such challenge for this client, tenant and session');

export const beingErased = (): Refusal =>
  refuse(
    'CONCURRENT_ATTEMPT',
    'The subject is being erased; repeat the call, or DeleteSubject where that was cut short',
    {
      retryAfterMs: 1_000,
    },
  );

export const challengeClosed = (): Refusal =>
  refuse('CHALLENGE_CLOSED', 'The challenge has ended and takes no more answers; begin a new one');

export const subjectDisabled = (): Refusal =>
  refuse(
    'SUBJECT_DISABLED',
    'An administrator has disabled this factor for the subject; only an administrator can enable it',
  );

export const subjectLocked = (until: number): Refusal =>
  refuse('SUBJECT_LOCKED', 'Too many wrong answers: the subject is locked for this factor until locked_until', {
    lockedUntil: until,
  });

export const logUnavailable = (): Refusal =>
  refuse('DEPENDENCY_UNAVAILABLE', 'The event log takes no events; repeat the call with the same request id', {
    retryAfterMs: 5_000,
  });

/**
 * Whether a challenge may take an answer now, in the order that the contract fixes. Asked before the work is admitted
 * and again inside the write that reserves.
 */
export function guardAnswer(
  challenge: ChallengeDocument,
  account: AccountDocument | undefined,
  requestId: string,
  owner: string | undefined,
  now: number,
  limits: Limits,
): Guard {
  const entry = account === undefined ? undefined : lookup(account.challenges, challenge.id);
  const known = entry === undefined ? undefined : lookup(entry.answers, requestId);
  if (known !== undefined) {
    const another = known.state === 'reserved' && known.owner !== owner && isLive(known, now, limits);
    return another ? concurrentAttempt() : { kind: 'known', answer: known };
  }
  // Only an erasure takes a begun challenge's account away.
  if (account === undefined || account.erased === true) return challengeNotFound();
  const ended = now >= challenge.expiresAt || isFinal(challengeState(challenge, account, now, limits));
  if (ended) return challengeClosed();
  if (account.status === 'disabled') return subjectDisabled();
  const live = liveReservations(account, now, limits);
  const settledLock = lockedUntil(account.attempts, live, now, limits);
  if (settledLock > 0) return subjectLocked(settledLock);
  if (lockedUntil(account.attempts, NONE, now, limits) > 0) return concurrentAttempt();
  const counts = countAnswers(entry, now, limits);
  // Not exhausted yet only because an answer is still being compared.
  const full =
    counts.counted + counts.live >= limits.attemptsPerChallenge || counts.unusable >= limits.unusablePerChallenge;
  if (full) return concurrentAttempt();
  if (account.outbox.length >= limits.undrainedEvents) return logUnavailable();
  return { kind: 'open', account };
}
