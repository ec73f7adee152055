import type { UnusableReason } from '@authfactor/factor';
import { advance } from '../account.ts';
import { countAnswers } from '../challenge-state.ts';
import type { AccountDocument, ChallengeDocument, ChallengeEntry } from '../documents.ts';
import { placeEntry } from '../entries.ts';
import type { Limits } from '../limits.ts';
import { type Guard, guardAnswer } from './guard-answer.ts';
import { challengeBegun, noRoom } from './reserve.ts';
import { keep, type Step, write } from './step.ts';

export interface UnusableEvent {
  readonly challenge: ChallengeDocument;
  readonly requestId: string;
  readonly reason: UnusableReason;
}

export type RecordUnusableResult =
  | { readonly kind: 'recorded'; readonly account: AccountDocument }
  | Exclude<Guard, { kind: 'open' }>;

/** Remembers an answer that could not be read. It is no attempt and counts only towards the challenge's own cap. */
export function recordUnusable(
  account: AccountDocument | undefined,
  event: UnusableEvent,
  now: number,
  limits: Limits,
): Step<RecordUnusableResult> {
  const guard = guardAnswer(event.challenge, account, event.requestId, undefined, now, limits);
  if (guard.kind !== 'open') return keep(guard);
  const place = placeEntry(guard.account, event.challenge, now, limits);
  if (place === undefined) return keep(noRoom());
  const entry: ChallengeEntry = {
    ...place.entry,
    answers: { ...place.entry.answers, [event.requestId]: { state: 'unusable', reason: event.reason } },
  };
  const { unusable, live } = countAnswers(entry, now, limits);
  const exhausted = unusable >= limits.unusablePerChallenge && live === 0;
  const next = advance(
    guard.account,
    {
      challenges: {
        ...place.entries,
        [event.challenge.id]: exhausted ? { ...entry, state: 'exhausted', endedAt: now } : entry,
      },
    },
    [
      ...(place.isNew ? [challengeBegun(event.challenge)] : []),
      ...(exhausted
        ? [{ ...challengeBegun(event.challenge), type: 'challenge.exhausted' as const, reason: 'unusable' }]
        : []),
    ],
    now,
  );
  return write(next, { kind: 'recorded', account: next });
}
