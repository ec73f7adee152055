import { advance } from '../account.ts';
import { challengeState, endEntry, isFinal, timeOfState } from '../challenge-state.ts';
import type { AccountDocument, ChallengeDocument } from '../documents.ts';
import { placeEntry } from '../entries.ts';
import type { Limits } from '../limits.ts';
import type { Refusal } from '../outcome.ts';
import { challengeBegun, noRoom } from './reserve.ts';
import { keep, type Step, write } from './step.ts';

export type CancelResult =
  /** `now`: whether it was this call that ended it. */
  { readonly kind: 'ended'; readonly account: AccountDocument | undefined; readonly now: boolean } | Refusal;

/** Ends a challenge, reservations under way included. One that has ended stays as it is. */
export function cancel(
  account: AccountDocument | undefined,
  challenge: ChallengeDocument,
  now: number,
  limits: Limits,
): Step<CancelResult> {
  if (account === undefined) return keep({ kind: 'ended', account, now: false });
  if (isFinal(challengeState(challenge, account, now, limits))) {
    if (timeOfState(challenge, account, now, limits) <= account.writtenAt) {
      return keep({ kind: 'ended', account, now: false });
    }
    // It ended of itself: that this time has come is stored before anyone is told.
    const next = advance(account, {}, [], now);
    return write(next, { kind: 'ended', account: next, now: false });
  }
  const place = placeEntry(account, challenge, now, limits);
  if (place === undefined) return keep(noRoom());
  const ended = endEntry(place.entry, 'canceled', now, limits);
  const begun = challengeBegun(challenge);
  const next = advance(
    account,
    { challenges: { ...place.entries, [challenge.id]: ended } },
    [
      ...(place.isNew ? [begun] : []),
      ...(ended.state === 'canceled' ? [{ ...begun, type: 'challenge.canceled' as const }] : []),
    ],
    now,
  );
  return write(next, { kind: 'ended', account: next, now: true });
}
