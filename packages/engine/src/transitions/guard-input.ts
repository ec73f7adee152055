import type { AccountDocument, EnrollmentAnswer, EnrollmentEntry } from '../documents.ts';
import { answerAt, enrollmentState, isUsedUp } from '../enrollment-state.ts';
import type { Limits } from '../limits.ts';
import { lookup } from '../lookup.ts';
import { type Refusal, refuse } from '../outcome.ts';
import { concurrentAttempt, logUnavailable, subjectDisabled } from './guard-answer.ts';

export const enrollmentNotFound = (): Refusal =>
  refuse('ENROLLMENT_NOT_FOUND', 'There is no such enrolment of this subject; begin one');

export const enrollmentClosed = (): Refusal =>
  refuse('ENROLLMENT_CLOSED', 'The enrolment has ended and takes no more input; begin a new one');

export type InputGuard =
  | { readonly kind: 'known'; readonly answer: EnrollmentAnswer; readonly entry: EnrollmentEntry }
  | { readonly kind: 'open'; readonly account: AccountDocument; readonly entry: EnrollmentEntry }
  | Refusal;

/** Whether an enrolment may take an input now. Asked before the work is admitted and inside the write that reserves. */
export function guardInput(
  account: AccountDocument | undefined,
  enrollmentId: string,
  client: string,
  requestId: string,
  owner: string | undefined,
  now: number,
  limits: Limits,
): InputGuard {
  const stored = account === undefined ? undefined : lookup(account.enrollments, enrollmentId);
  if (account === undefined || stored === undefined || stored.client !== client) return enrollmentNotFound();
  const answer = lookup(stored.answers, requestId);
  const known = answer === undefined ? undefined : answerAt(answer, now, limits);
  if (known !== undefined) {
    const another = known.state === 'reserved' && known.owner !== owner;
    return another ? concurrentAttempt() : { kind: 'known', answer: known, entry: stored };
  }
  const ended = now >= stored.expiresAt || enrollmentState(stored, now, limits) !== 'awaiting-input';
  if (ended) return enrollmentClosed();
  if (account.status === 'disabled') return subjectDisabled();
  // Not used up yet only because an input is still being compared.
  if (isUsedUp(stored, limits)) return concurrentAttempt();
  if (account.outbox.length >= limits.undrainedEvents) return logUnavailable();
  return { kind: 'open', account, entry: stored };
}
