import { advance } from '../account.ts';
import type { AccountDocument, EnrollmentEntry } from '../documents.ts';
import { endEnrollment } from '../enrollment-state.ts';
import type { Limits } from '../limits.ts';
import { lookup } from '../lookup.ts';
import { type Refusal, refuse } from '../outcome.ts';
import { beingErased, logUnavailable, subjectDisabled } from './guard-answer.ts';
import { keep, type Step, write } from './step.ts';

const DAY_MS = 24 * 3_600_000;

export interface BeginEnrollmentEvent {
  readonly id: string;
  readonly client: string;
  readonly language: string;
  /** What the account starts from where there is none. */
  readonly fresh: AccountDocument;
  /** What the factor keeps until the enrolment completes, for the generation that it would have. */
  readonly pendingFor: (generation: number) => string | undefined;
}

export type BeginEnrollmentResult =
  | { readonly kind: 'begun'; readonly account: AccountDocument; readonly entry: EnrollmentEntry }
  | Refusal;

/** Opens an enrolment, or finds the one that this request id opened. A pending one makes way for a new one. */
export function beginEnrollment(
  account: AccountDocument | undefined,
  event: BeginEnrollmentEvent,
  now: number,
  limits: Limits,
): Step<BeginEnrollmentResult> {
  if (account?.erased === true) return keep(beingErased());
  const base = account ?? event.fresh;
  const known = lookup(base.enrollments, event.id);
  if (known !== undefined) {
    return keep(
      known.language === event.language
        ? { kind: 'begun', account: base, entry: known }
        : refuse('REQUEST_ID_REUSED', 'The request id was used for another enrolment; make a new one', {
            field: 'request_id',
          }),
    );
  }
  if (base.status === 'disabled') return keep(subjectDisabled());
  if (base.outbox.length >= limits.undrainedEvents) return keep(logUnavailable());
  const begun = base.enrollmentsBegun.filter((at) => at > now - DAY_MS);
  if (begun.length >= limits.enrollmentsPerDay) {
    return keep(
      refuse('RATE_LIMITED', `At most ${limits.enrollmentsPerDay} enrolments may be begun in a day; try again later`, {
        retryAfterMs: (begun[0] ?? now) + DAY_MS - now,
      }),
    );
  }
  const pending = event.pendingFor(base.generation + 1);
  const entry: EnrollmentEntry = {
    client: event.client,
    language: event.language,
    begunAt: now,
    expiresAt: now + limits.enrollmentTtlMs,
    used: 0,
    ...(pending === undefined ? {} : { pending }),
    answers: {},
  };
  const older = Object.entries(base.enrollments)
    .map(([id, enrollment]) => [id, endEnrollment(enrollment, 'superseded', now, limits)] as const)
    .toSorted(([, a], [, b]) => a.begunAt - b.begunAt)
    .slice(1 - limits.enrollmentsKept);
  const next = advance(
    base,
    { enrollments: Object.fromEntries([...older, [event.id, entry]]), enrollmentsBegun: [...begun, now] },
    [],
    now,
  );
  return write(next, { kind: 'begun', account: next, entry });
}
