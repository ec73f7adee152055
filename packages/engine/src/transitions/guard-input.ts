import type { AccountDocument, EnrollmentAnswer, EnrollmentEntry } from '../documents.ts';
import type { Limits } from '../limits.ts';
import { lookup } from '../lookup.ts';
import { type Refusal, refuse } from '../outcome.ts';
import { enrollmentState } from '../views.ts';
import { concurrentAttempt, subjectDisabled } from './guard-answer.ts';

export const enrollmentNotFound = (): Refusal =>
  refuse('ENROLLMENT_NOT_FOUND', 'There is no such enrolment of this subject; begin one');

export const enrollmentClosed = (): Refusal =>
  refuse('ENROLLMENT_CLOSED', 'The enrolment has ended and takes no more input; begin a new one');

export type InputGuard =
  | { readonly kind: 'known'; readonly answer: EnrollmentAnswer; readonly entry: EnrollmentEntry }
  | { readonly kind: 'open'; readonly account: AccountDocument; readonly entry: EnrollmentEntry }
  | Refusal;

/** The enrolment with what lapsed counted: an input whose call died is one input fewer. */
export function withLapsed(entry: EnrollmentEntry, now: number, limits: Limits): EnrollmentEntry {
  const answers = Object.fromEntries(
    Object.entries(entry.answers).map(([id, answer]) => [
      id,
      answer.state === 'reserved' && !isHeld(answer, now, limits) ? { state: 'lost' as const } : answer,
    ]),
  );
  const failed = entry.state === undefined && isUsedUp({ ...entry, answers }, limits);
  return { ...entry, answers, ...(failed ? { state: 'failed' as const } : {}) };
}

function isHeld(answer: EnrollmentAnswer, now: number, limits: Limits): boolean {
  return answer.state === 'reserved' && now < answer.holdUntil + limits.clockErrorMs;
}

/** All inputs are used and none is still being compared. */
export function isUsedUp(entry: EnrollmentEntry, limits: Limits): boolean {
  const answers = Object.values(entry.answers);
  if (answers.some((answer) => answer.state === 'reserved')) return false;
  const refused = answers.filter((answer) => answer.state === 'rejected').length;
  return entry.used >= limits.inputsPerEnrollment || refused >= limits.refusalsPerEnrollment;
}

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
  const entry = withLapsed(stored, now, limits);
  const known = lookup(entry.answers, requestId);
  if (known !== undefined) {
    const another = known.state === 'reserved' && known.owner !== owner;
    return another ? concurrentAttempt() : { kind: 'known', answer: known, entry };
  }
  if (enrollmentState(entry, now) !== 'awaiting-input') return enrollmentClosed();
  if (account.status === 'disabled') return subjectDisabled();
  if (entry.used >= limits.inputsPerEnrollment) return concurrentAttempt();
  return { kind: 'open', account, entry };
}
