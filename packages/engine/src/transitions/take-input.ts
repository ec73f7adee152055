import type { Rejection } from '@authfactor/factor';
import { advance } from '../account.ts';
import type { AccountDocument, EnrollmentAnswer, EnrollmentEntry } from '../documents.ts';
import { endEnrollment, isUsedUp } from '../enrollment-state.ts';
import type { Limits } from '../limits.ts';
import { guardInput, type InputGuard } from './guard-input.ts';
import { keep, type Step, write } from './step.ts';

export interface InputEvent {
  readonly enrollmentId: string;
  readonly client: string;
  readonly requestId: string;
}

export type TakenInput =
  | { readonly kind: 'taken'; readonly account: AccountDocument; readonly entry: EnrollmentEntry }
  | Exclude<InputGuard, { kind: 'open' }>;

/** Remembers an input that was refused for its shape; it was compared with nothing and uses up no input. */
export function refuseInput(
  account: AccountDocument | undefined,
  event: InputEvent & { readonly rejections: readonly Rejection[] },
  now: number,
  limits: Limits,
): Step<TakenInput> {
  const guard = guardInput(account, event.enrollmentId, event.client, event.requestId, undefined, now, limits);
  if (guard.kind !== 'open') return keep(guard);
  return writeInput(guard, event, { state: 'rejected', rejections: event.rejections }, 0, now, limits);
}

/** Counts an input before it is compared with the history: those comparisons are guesses too. */
export function reserveInput(
  account: AccountDocument | undefined,
  event: InputEvent & { readonly owner: string },
  now: number,
  limits: Limits,
): Step<TakenInput> {
  const { enrollmentId, client, requestId, owner } = event;
  const guard = guardInput(account, enrollmentId, client, requestId, owner, now, limits);
  if (guard.kind === 'known' && guard.answer.state === 'reserved' && guard.answer.owner === owner && account) {
    return keep({ kind: 'taken', account, entry: guard.entry });
  }
  if (guard.kind !== 'open') return keep(guard);
  const answer: EnrollmentAnswer = {
    state: 'reserved',
    owner,
    epoch: guard.account.epoch,
    holdUntil: now + limits.enrollmentHoldMs,
  };
  return writeInput(guard, event, answer, 1, now, limits);
}

function writeInput(
  guard: Extract<InputGuard, { kind: 'open' }>,
  event: InputEvent,
  answer: EnrollmentAnswer,
  used: number,
  now: number,
  limits: Limits,
): Step<TakenInput> {
  const taken: EnrollmentEntry = {
    ...guard.entry,
    used: guard.entry.used + used,
    answers: { ...guard.entry.answers, [event.requestId]: answer },
  };
  // The last input may still be right: only what is compared with nothing can end it here.
  const entry = used === 0 && isUsedUp(taken, limits) ? endEnrollment(taken, 'failed', now, limits) : taken;
  const next = advance(
    guard.account,
    { enrollments: { ...guard.account.enrollments, [event.enrollmentId]: entry } },
    [],
    now,
  );
  return write(next, { kind: 'taken', account: next, entry });
}
