import type {
  AccountDocument,
  AnswerEntry,
  ChallengeDocument,
  ChallengeEntry,
  ChallengeState,
  FinalChallengeState,
} from './documents.ts';
import type { Limits } from './limits.ts';
import { lookup } from './lookup.ts';

/** A reservation that its owner may still settle, as everyone else must see it. */
export function isLive(answer: AnswerEntry, now: number, limits: Limits): boolean {
  return answer.state === 'reserved' && now < answer.holdUntil + limits.clockErrorMs;
}

/** The `seq` of every live reservation of the account. */
export function liveReservations(account: AccountDocument, now: number, limits: Limits): ReadonlySet<number> {
  const live = new Set<number>();
  for (const entry of Object.values(account.challenges)) {
    for (const answer of Object.values(entry.answers)) {
      if (answer.state === 'reserved' && isLive(answer, now, limits)) live.add(answer.seq);
    }
  }
  return live;
}

export interface ChallengeCounts {
  /** Compared or lost. */
  readonly counted: number;
  readonly live: number;
  readonly unusable: number;
}

export function countAnswers(entry: ChallengeEntry | undefined, now: number, limits: Limits): ChallengeCounts {
  let counted = 0;
  let live = 0;
  let unusable = 0;
  for (const answer of Object.values(entry?.answers ?? {})) {
    switch (answer.state) {
      case 'reserved':
        if (isLive(answer, now, limits)) live += 1;
        else counted += 1;
        break;
      case 'mismatched':
      case 'reused':
      case 'lost':
        counted += 1;
        break;
      case 'unusable':
        unusable += 1;
        break;
      case 'matched':
      case 'closed':
        break;
      default:
        answer satisfies never;
    }
  }
  return { counted, live, unusable };
}

/**
 * The state of a challenge: a pure function of its document, the account and the time. What it once gave as final, it
 * gives for as long as the account remembers the challenge. It tells "expired" a little late, so that nobody is told so
 * of what a process with a slower clock still takes.
 */
export function challengeState(
  challenge: ChallengeDocument,
  account: AccountDocument | undefined,
  now: number,
  limits: Limits,
): ChallengeState {
  const entry = account === undefined ? undefined : lookup(account.challenges, challenge.id);
  if (entry?.state !== undefined) return entry.state;
  if (account === undefined || account.erased === true) return 'canceled';
  if (account.epoch !== challenge.epoch) return endedByEpoch(challenge, account, limits);
  return entryState(entry, now, challenge.expiresAt + limits.clockErrorMs, limits);
}

/** The state by answers and time alone, for an entry with no stored final state and of the current epoch. */
export function entryState(
  entry: ChallengeEntry | undefined,
  now: number,
  expiredFrom: number,
  limits: Limits,
): ChallengeState {
  const awaiting = entry?.device === undefined ? 'awaiting-input' : 'awaiting-device';
  const { counted, live, unusable } = countAnswers(entry, now, limits);
  if (live > 0) return awaiting;
  if (counted >= limits.attemptsPerChallenge || unusable >= limits.unusablePerChallenge) return 'exhausted';
  if (now >= expiredFrom) return 'expired';
  return awaiting;
}

/**
 * A challenge of an earlier epoch that left no stored state. It was canceled by the change, unless it had expired by
 * then: somebody may have been told so, and an ended state never changes.
 */
function endedByEpoch(challenge: ChallengeDocument, account: AccountDocument, limits: Limits): FinalChallengeState {
  const next = account.epochStarts.find((start) => start.epoch > challenge.epoch);
  return next !== undefined && next.at >= challenge.expiresAt + limits.clockErrorMs ? 'expired' : 'canceled';
}

const FINAL: Record<ChallengeState, boolean> = {
  'awaiting-input': false,
  'awaiting-device': false,
  verified: true,
  exhausted: true,
  denied: true,
  reported: true,
  expired: true,
  canceled: true,
  failed: true,
};

export function isFinal(state: ChallengeState): state is FinalChallengeState {
  return FINAL[state];
}
