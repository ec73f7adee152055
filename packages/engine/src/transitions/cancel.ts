import { advance } from '../account.ts';
import { challengeState, isFinal } from '../challenge-state.ts';
import type { AccountDocument, ChallengeDocument } from '../documents.ts';
import { placeEntry } from '../entries.ts';
import type { Limits } from '../limits.ts';
import type { Refusal } from '../outcome.ts';
import { challengeBegun, noRoom } from './reserve.ts';
import { keep, type Step, write } from './step.ts';

export type CancelResult = { readonly kind: 'ended'; readonly account: AccountDocument | undefined } | Refusal;

/** Ends a challenge, reservations under way included. One that has ended stays as it is. */
export function cancel(
  account: AccountDocument | undefined,
  challenge: ChallengeDocument,
  now: number,
  limits: Limits,
): Step<CancelResult> {
  if (account === undefined || isFinal(challengeState(challenge, account, now, limits))) {
    return keep({ kind: 'ended', account });
  }
  const place = placeEntry(account, challenge, now, limits);
  if (place === undefined) return keep(noRoom());
  const begun = challengeBegun(challenge);
  const next = advance(
    account,
    { challenges: { ...place.entries, [challenge.id]: { ...place.entry, state: 'canceled', endedAt: now } } },
    [...(place.isNew ? [begun] : []), { ...begun, type: 'challenge.canceled' }],
    now,
  );
  return write(next, { kind: 'ended', account: next });
}
