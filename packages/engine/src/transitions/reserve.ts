import { advance, type EventDraft } from '../account.ts';
import type { AccountDocument, ChallengeDocument, ReservedAnswer } from '../documents.ts';
import { placeEntry } from '../entries.ts';
import type { Limits } from '../limits.ts';
import { countAttempt } from '../lock.ts';
import { type Refusal, refuse } from '../outcome.ts';
import { type Guard, guardAnswer } from './guard-answer.ts';
import { keep, type Step, write } from './step.ts';

export interface ReserveEvent {
  readonly challenge: ChallengeDocument;
  readonly requestId: string;
  readonly owner: string;
  /** Out of band: until when the answer may arrive, and until when the device may still be asked. */
  readonly device?: { readonly holdUntil: number; readonly startUntil: number };
}

export interface Reserved {
  readonly kind: 'reserved';
  readonly account: AccountDocument;
  readonly answer: ReservedAnswer;
}

export type ReserveResult = Reserved | Exclude<Guard, { kind: 'open' }>;

/** Counts one attempt before it is compared. */
export function reserve(
  account: AccountDocument | undefined,
  event: ReserveEvent,
  now: number,
  limits: Limits,
): Step<ReserveResult> {
  const guard = guardAnswer(event.challenge, account, event.requestId, event.owner, now, limits);
  if (guard.kind === 'known' && guard.answer.state === 'reserved' && guard.answer.owner === event.owner && account) {
    // The write of an earlier try arrived although its answer was lost.
    return keep({ kind: 'reserved', account, answer: guard.answer });
  }
  if (guard.kind !== 'open') return keep(guard);
  const place = placeEntry(guard.account, event.challenge, now, limits);
  if (place === undefined) return keep(noRoom());
  const attempts = countAttempt(guard.account.attempts, event.challenge.origin, now, limits);
  const answer: ReservedAnswer = {
    state: 'reserved',
    owner: event.owner,
    seq: attempts.reserved,
    epoch: guard.account.epoch,
    holdUntil: event.device?.holdUntil ?? now + limits.holdMs,
  };
  const entry = {
    ...place.entry,
    ...(event.device === undefined ? {} : { device: { holdUntil: event.device.startUntil } }),
    answers: { ...place.entry.answers, [event.requestId]: answer },
  };
  const next = advance(
    guard.account,
    { attempts, challenges: { ...place.entries, [event.challenge.id]: entry } },
    place.isNew ? [challengeBegun(event.challenge)] : [],
    now,
  );
  return write(next, { kind: 'reserved', account: next, answer });
}

/** Enters the log with the challenge's first write to the account. */
export function challengeBegun(challenge: ChallengeDocument): EventDraft {
  return {
    type: 'challenge.begun',
    actor: challenge.client,
    challengeId: challenge.id,
    session: challenge.session,
  };
}

export const noRoom = (): Refusal =>
  refuse('RATE_LIMITED', 'The subject has too many challenges open or just ended; wait and repeat the call', {
    retryAfterMs: 60_000,
  });
