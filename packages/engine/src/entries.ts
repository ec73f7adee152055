import { countAnswers, entryState, isFinal } from './challenge-state.ts';
import type { AccountDocument, ChallengeDocument, ChallengeEntry } from './documents.ts';
import type { Limits } from './limits.ts';
import { lookup } from './lookup.ts';

export interface EntryPlace {
  readonly entries: AccountDocument['challenges'];
  readonly entry: ChallengeEntry;
  readonly isNew: boolean;
}

/** The entries with one for `challenge`; `undefined` where there is no room for it. */
export function placeEntry(
  account: AccountDocument,
  challenge: ChallengeDocument,
  now: number,
  limits: Limits,
): EntryPlace | undefined {
  const known = lookup(account.challenges, challenge.id);
  if (known !== undefined) return { entries: account.challenges, entry: known, isNew: false };
  let kept = Object.entries(account.challenges).filter(
    ([, entry]) => !hasEndedBefore(entry, now - limits.idempotencyWindowMs, now, limits),
  );
  if (kept.length >= limits.challengesPerAccount) {
    kept = kept.filter(([, entry]) => !hasEndedBefore(entry, now, now, limits));
  }
  if (kept.length >= limits.challengesPerAccount) return undefined;
  const entry: ChallengeEntry = { expiresAt: challenge.expiresAt, answers: {} };
  return { entries: Object.fromEntries([...kept, [challenge.id, entry]]), entry, isNew: true };
}

/** Whether it is past its life and had ended at `before`: its request ids need not be remembered any longer. */
function hasEndedBefore(entry: ChallengeEntry, before: number, now: number, limits: Limits): boolean {
  // A process with a slower clock may still take what it is past its life for this one.
  if (now < entry.expiresAt + limits.clockErrorMs || countAnswers(entry, now, limits).live > 0) return false;
  if (!isFinal(entry.state ?? entryState(entry, now, limits))) return false;
  return (entry.endedAt ?? entry.expiresAt) <= before;
}
