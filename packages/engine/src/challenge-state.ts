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

/**
 * How to look at times that end something. `lenient`, for telling and for taking: nothing has ended that a process with
 * a slower clock still takes. `strict`, for storing an end: nothing stays open that a process with a faster clock has
 * told as ended.
 */
export type View = 'lenient' | 'strict';

export const graceOf = (view: View, limits: Limits): number => (view === 'lenient' ? limits.clockErrorMs : 0);

/** A reservation that its owner may still settle. */
export function isLive(answer: AnswerEntry, now: number, limits: Limits, view: View = 'lenient'): boolean {
  return answer.state === 'reserved' && now < answer.holdUntil + graceOf(view, limits);
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

export function countAnswers(
  entry: ChallengeEntry | undefined,
  now: number,
  limits: Limits,
  view: View = 'lenient',
): ChallengeCounts {
  let counted = 0;
  let live = 0;
  let unusable = 0;
  for (const answer of Object.values(entry?.answers ?? {})) {
    switch (answer.state) {
      case 'reserved':
        if (isLive(answer, now, limits, view)) live += 1;
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
 * gives for as long as the account remembers the challenge.
 */
export function challengeState(
  challenge: ChallengeDocument,
  account: AccountDocument | undefined,
  now: number,
  limits: Limits,
  view: View = 'lenient',
): ChallengeState {
  const entry = account === undefined ? undefined : lookup(account.challenges, challenge.id);
  if (entry?.state !== undefined) return entry.state;
  if (account === undefined || account.erased === true) return 'canceled';
  if (account.epoch !== challenge.epoch) return endedByEpoch(challenge, account);
  return entryState(entry ?? { expiresAt: challenge.expiresAt, answers: {} }, now, limits, view);
}

/**
 * The newest time that the challenge's state, and the outcomes of its answers, come from at `now` without being stored:
 * that at which a hold or its life had ended for everybody. 0: none.
 */
export function timeOfState(
  challenge: ChallengeDocument,
  account: AccountDocument,
  now: number,
  limits: Limits,
): number {
  const entry = lookup(account.challenges, challenge.id);
  const lapsed = Object.values(entry?.answers ?? {}).flatMap((answer) =>
    answer.state === 'reserved' && !isLive(answer, now, limits) ? [answer.holdUntil] : [],
  );
  const hasExpired =
    entry?.state === undefined &&
    account.epoch === challenge.epoch &&
    challengeState(challenge, account, now, limits) === 'expired';
  const ends = [...lapsed, ...(hasExpired ? [challenge.expiresAt] : [])];
  return Math.max(0, ...ends.map((end) => end + graceOf('lenient', limits)));
}

/** The state by answers and time alone, for an entry with no stored final state and of the current epoch. */
export function entryState(entry: ChallengeEntry, now: number, limits: Limits, view: View = 'lenient'): ChallengeState {
  const awaiting = entry.device === undefined ? 'awaiting-input' : 'awaiting-device';
  const { counted, live, unusable } = countAnswers(entry, now, limits, view);
  if (live > 0) return awaiting;
  if (counted >= limits.attemptsPerChallenge || unusable >= limits.unusablePerChallenge) return 'exhausted';
  return now >= entry.expiresAt + graceOf(view, limits) ? 'expired' : awaiting;
}

/**
 * A challenge of an earlier epoch that left no stored state. It was canceled by the change, unless it had expired by
 * then: somebody may have been told so, and an ended state never changes.
 */
function endedByEpoch(challenge: ChallengeDocument, account: AccountDocument): FinalChallengeState {
  const next = account.epochStarts.find((start) => start.epoch > challenge.epoch);
  return next !== undefined && next.at >= challenge.expiresAt ? 'expired' : 'canceled';
}

/** The entry with the end that it gets now: the one that somebody may have been told already, otherwise `state`. */
export function endEntry(
  entry: ChallengeEntry,
  state: FinalChallengeState,
  now: number,
  limits: Limits,
): ChallengeEntry {
  if (entry.state !== undefined) return entry;
  const told = entryState(entry, now, limits, 'strict');
  return { ...withdrawDevice(entry), state: isFinal(told) ? told : state, endedAt: now };
}

/** Nobody can settle a device's reservation once its challenge has ended: it is lost, and stays counted. */
function withdrawDevice(entry: ChallengeEntry): ChallengeEntry {
  if (entry.device === undefined) return entry;
  const { matchCode: _, ...device } = entry.device;
  const answers = Object.entries(entry.answers).map(([requestId, answer]): [string, AnswerEntry] => [
    requestId,
    answer.state === 'reserved' ? { state: 'lost', seq: answer.seq } : answer,
  ]);
  return { ...entry, device, answers: Object.fromEntries(answers) };
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
