import { graceOf, type View } from './challenge-state.ts';
import type { EnrollmentAnswer, EnrollmentEntry, EnrollmentState, FinalEnrollmentState } from './documents.ts';
import type { Limits } from './limits.ts';

/** Whether it is the input of a call that may still be under way. */
export function isHeld(answer: EnrollmentAnswer, now: number, limits: Limits, view: View = 'lenient'): boolean {
  return answer.state === 'reserved' && now < answer.holdUntil + graceOf(view, limits);
}

/** Whether every input is used, or too many were refused for their shape, which use none. */
export function isUsedUp(entry: EnrollmentEntry, limits: Limits): boolean {
  const refused = Object.keys(entry.answers).length - entry.used;
  return entry.used >= limits.inputsPerEnrollment || refused >= limits.refusalsPerEnrollment;
}

/**
 * The state of an enrolment: a pure function of its entry and the time. An input that is being compared keeps it open,
 * whatever the time.
 */
export function enrollmentState(
  entry: EnrollmentEntry,
  now: number,
  limits: Limits,
  view: View = 'lenient',
): EnrollmentState {
  if (entry.state !== undefined) return entry.state;
  if (Object.values(entry.answers).some((answer) => isHeld(answer, now, limits, view))) return 'awaiting-input';
  if (isUsedUp(entry, limits)) return 'failed';
  return now >= entry.expiresAt + graceOf(view, limits) ? 'expired' : 'awaiting-input';
}

/**
 * The newest time that the enrolment's state, and what became of its inputs, come from at `now` without being stored:
 * that at which a hold or its life had ended for everybody. 0: none.
 */
export function timeOfEnrollment(entry: EnrollmentEntry, now: number, limits: Limits): number {
  const lapsed = Object.values(entry.answers).flatMap((answer) =>
    answer.state === 'reserved' && !isHeld(answer, now, limits) ? [answer.holdUntil] : [],
  );
  const hasExpired = entry.state === undefined && enrollmentState(entry, now, limits) === 'expired';
  const ends = [...lapsed, ...(hasExpired ? [entry.expiresAt] : [])];
  return Math.max(0, ...ends.map((end) => end + graceOf('lenient', limits)));
}

/** The entry with the end that it gets now: the one that somebody may have been told already, otherwise `state`. */
export function endEnrollment(
  entry: EnrollmentEntry,
  state: FinalEnrollmentState,
  now: number,
  limits: Limits,
): EnrollmentEntry {
  if (entry.state !== undefined) return entry;
  const told = enrollmentState(entry, now, limits, 'strict');
  const { pending: _, ...rest } = entry;
  return { ...rest, state: told === 'awaiting-input' ? state : told };
}

/** The answer as it stands now: what lapsed is lost. */
export function answerAt(answer: EnrollmentAnswer, now: number, limits: Limits): EnrollmentAnswer {
  return answer.state === 'reserved' && !isHeld(answer, now, limits) ? { state: 'lost' } : answer;
}
