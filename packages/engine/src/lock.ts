import type { Attempts } from './documents.ts';
import type { Limits } from './limits.ts';

/** So many attempts taken back since the last success are remembered: a document must not grow without end. */
const WITHDRAWN_KEPT = 64;

/**
 * Until when the account is locked, ms since the Unix epoch; 0 if no lock applies. Computed from the counters alone:
 * no lock is ever stored. Attempts whose `seq` is in `excluded` do not count; callers pass the live reservations to
 * learn what the lock would be without them.
 */
export function lockedUntil(attempts: Attempts, excluded: ReadonlySet<number>, now: number, limits: Limits): number {
  const counted = attempts.recent.filter((attempt) => !excluded.has(attempt.seq));
  const consecutive = consecutiveFailures(attempts, excluded);
  let until = 0;
  const step = limits.lockSteps.findLast((candidate) => consecutive >= candidate.failures);
  if (step !== undefined) {
    for (const attempt of counted) {
      if (attempt.seq > attempts.cleared) until = Math.max(until, attempt.at + step.lockMs);
    }
  }
  for (const window of limits.windows) {
    const inside = counted.filter((attempt) => attempt.at > now - window.spanMs).toSorted((a, b) => a.at - b.at);
    const oldest = inside.at(-window.attempts);
    if (oldest !== undefined) until = Math.max(until, oldest.at + window.spanMs);
  }
  return until > now ? until : 0;
}

/** How many more attempts fit before one of them locks the account; 0 while it is locked. Reservations count as used. */
export function attemptsBeforeLock(attempts: Attempts, now: number, limits: Limits): number {
  const none: ReadonlySet<number> = new Set();
  if (lockedUntil(attempts, none, now, limits) > 0) return 0;
  const consecutive = consecutiveFailures(attempts, none);
  const firstLock = limits.lockSteps[0]?.failures ?? 1;
  const untilStep = Math.max(1, firstLock - consecutive);
  const untilWindow = limits.windows.map(
    (window) => window.attempts - attempts.recent.filter((attempt) => attempt.at > now - window.spanMs).length,
  );
  return Math.max(0, Math.min(untilStep, ...untilWindow));
}

function consecutiveFailures(attempts: Attempts, excluded: ReadonlySet<number>): number {
  let consecutive = attempts.reserved - attempts.cleared - (attempts.withdrawn?.length ?? 0);
  for (const seq of excluded) if (seq > attempts.cleared) consecutive -= 1;
  return consecutive;
}

/** Counts one more attempt, the newest. Entries that have left every window go. */
export function countAttempt(attempts: Attempts, origin: string, now: number, limits: Limits): Attempts {
  const longest = Math.max(...limits.windows.map((window) => window.spanMs));
  const seq = attempts.reserved + 1;
  return {
    ...attempts,
    reserved: seq,
    recent: [...attempts.recent.filter((attempt) => attempt.at > now - longest), { seq, at: now, origin }],
  };
}

/** A right answer: it and what came before it no longer count as consecutive failures; later ones still do. */
export function clearAttempt(attempts: Attempts, seq: number): Attempts {
  return {
    ...clearUpTo(attempts, seq),
    recent: attempts.recent.filter((attempt) => attempt.seq !== seq),
  };
}

/**
 * An attempt that was never compared, or never asked for: it counts no more, and forgives no other. `undefined`: no room
 * to remember it.
 */
export function withdrawAttempt(attempts: Attempts, seq: number): Attempts | undefined {
  const known = attempts.withdrawn ?? [];
  const withdrawn = new Set(seq > attempts.cleared ? [...known, seq] : known);
  // What follows on what is cleared anyway needs no memory: clearing it forgives nothing that counts.
  let { cleared } = attempts;
  while (withdrawn.delete(cleared + 1)) cleared += 1;
  if (withdrawn.size > WITHDRAWN_KEPT) return undefined;
  const { withdrawn: _, ...rest } = attempts;
  return {
    ...rest,
    cleared,
    recent: attempts.recent.filter((attempt) => attempt.seq !== seq),
    ...(withdrawn.size === 0 ? {} : { withdrawn: [...withdrawn] }),
  };
}

/** Moves `cleared` forward, never back. */
function clearUpTo({ withdrawn, ...attempts }: Attempts, seq: number): Attempts {
  const cleared = Math.max(attempts.cleared, seq);
  const above = withdrawn?.filter((known) => known > cleared) ?? [];
  return { ...attempts, cleared, ...(above.length === 0 ? {} : { withdrawn: above }) };
}

/** A new credential: guesses at the old one say nothing about it. */
export function clearForNewCredential(attempts: Attempts): Attempts {
  return { ...clearUpTo(attempts, attempts.reserved), recent: [] };
}

/**
 * An administrator's unlock. Live reservations keep counting, otherwise an unlock during an attack would give its
 * guesses away for free. Times later than `now` are brought back to it.
 */
export function unlockAttempts(attempts: Attempts, live: ReadonlySet<number>, now: number): Attempts {
  const lowestLive = live.size === 0 ? attempts.reserved + 1 : Math.min(...live);
  return {
    ...clearUpTo(attempts, lowestLive - 1),
    recent: attempts.recent
      .filter((attempt) => live.has(attempt.seq))
      .map((attempt) => ({ ...attempt, at: Math.min(attempt.at, now) })),
  };
}
