import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attempts } from './documents.ts';
import { DEFAULT_LIMITS as limits } from './limits.ts';
import {
  attemptsBeforeLock,
  clearAttempt,
  clearForNewCredential,
  countAttempt,
  lockedUntil,
  unlockAttempts,
  withdrawAttempt,
} from './lock.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NONE: ReadonlySet<number> = new Set();
const EMPTY: Attempts = { reserved: 0, cleared: 0, recent: [] };
const START = 1_800_000_000_000;

/** Failures at these times, the first one at `START`. */
const failuresAt = (...offsets: number[]): Attempts =>
  offsets.reduce((attempts, offset) => countAttempt(attempts, '', START + offset, limits), EMPTY);

describe('lockedUntil', () => {
  it.each([
    ['nothing', [], 0],
    ['one failure', [0], 0],
    ['two failures', [0, 1], 0],
    ['three lock for a minute', [0, 1, 2], START + 2 + MINUTE],
    ['four for five', [0, 1, 2, 3 * MINUTE], START + 3 * MINUTE + 5 * MINUTE],
    ['five for thirty', [0, 1, 2, 3, 4], START + 4 + 30 * MINUTE],
    ['six for an hour', [0, 1, 2, 3, 4, 5], START + 5 + HOUR],
    ['seven for an hour still', [0, 1, 2, 3, 4, 5, 6], START + 6 + HOUR],
  ])('%s', (_, offsets, until) => {
    expect(lockedUntil(failuresAt(...offsets), NONE, START + Math.max(0, ...offsets), limits)).toBe(until);
  });

  it('ends at its end, to the millisecond', () => {
    const attempts = failuresAt(0, 0, 0);
    expect(lockedUntil(attempts, NONE, START + MINUTE - 1, limits)).toBe(START + MINUTE);
    expect(lockedUntil(attempts, NONE, START + MINUTE, limits)).toBe(0);
  });

  it('ten in a day hold until the oldest leaves, however many successes lie between', () => {
    let attempts = EMPTY;
    for (let i = 0; i < 10; i++) {
      attempts = countAttempt(attempts, '', START + i * HOUR, limits);
      attempts = countAttempt(attempts, '', START + i * HOUR + 1, limits);
      attempts = clearAttempt(attempts, attempts.reserved);
    }
    const now = START + 9 * HOUR + 2;
    expect(lockedUntil(attempts, NONE, now, limits)).toBe(START + DAY);
    expect(lockedUntil(attempts, NONE, START + DAY, limits)).toBe(0);
  });

  it('twenty in thirty days hold until the oldest leaves', () => {
    let attempts = EMPTY;
    for (let i = 0; i < 20; i++) {
      attempts = countAttempt(attempts, '', START + i * DAY, limits);
      attempts = { ...attempts, cleared: attempts.reserved };
    }
    expect(lockedUntil(attempts, NONE, START + 19 * DAY, limits)).toBe(START + 30 * DAY);
  });

  it('does not count what is excluded', () => {
    const attempts = failuresAt(0, 1, 2);
    expect(lockedUntil(attempts, new Set([3]), START + 2, limits)).toBe(0);
    expect(lockedUntil(attempts, new Set([1]), START + 2, limits)).toBe(0);
  });
});

describe('clearAttempt', () => {
  it('never clears a later reservation', () => {
    const attempts = clearAttempt(failuresAt(0, 1, 2), 2);
    expect(attempts.cleared).toBe(2);
    expect(attempts.recent.map((attempt) => attempt.seq)).toEqual([1, 3]);
    expect(attempts.reserved - attempts.cleared).toBe(1);
  });

  it('never takes back what a later success cleared', () => {
    const attempts = clearAttempt(clearAttempt(failuresAt(0, 1, 2), 3), 1);
    expect(attempts.cleared).toBe(3);
  });
});

describe('withdrawAttempt', () => {
  const withdraw = (attempts: Attempts, seq: number): Attempts => withdrawAttempt(attempts, seq) ?? attempts;

  it('forgives no other attempt', () => {
    const attempts = withdraw(failuresAt(0, 1, 2, 3), 4);
    expect(lockedUntil(attempts, NONE, START + 3, limits)).toBe(START + 2 + MINUTE);
    expect(attempts.cleared).toBe(0);
  });

  it('leaves nothing of itself, in the windows either', () => {
    let attempts = EMPTY;
    for (let i = 0; i < 30; i++) {
      attempts = countAttempt(attempts, '', START, limits);
      attempts = withdraw(attempts, attempts.reserved);
    }
    expect(lockedUntil(attempts, NONE, START, limits)).toBe(0);
    expect(attemptsBeforeLock(attempts, START, limits)).toBe(3);
  });

  it('stays counted where no more can be remembered, and has room again after a success', () => {
    let attempts = failuresAt(0);
    for (let i = 0; i < 64; i++) {
      attempts = countAttempt(attempts, '', START, limits);
      attempts = withdraw(attempts, attempts.reserved);
    }
    const full = countAttempt(attempts, '', START, limits);
    expect(withdrawAttempt(full, full.reserved)).toBeUndefined();
    expect(withdrawAttempt(clearAttempt(full, full.reserved), 1)).toBeDefined();
    expect(clearForNewCredential(full)).toEqual({ reserved: 66, cleared: 66, recent: [] });
    expect(unlockAttempts(full, NONE, START)).toEqual({ reserved: 66, cleared: 66, recent: [] });
  });

  it('needs no memory where nothing before it counts, in whatever order they are taken back', () => {
    let attempts = EMPTY;
    for (let i = 0; i < 200; i += 2) {
      attempts = countAttempt(countAttempt(attempts, '', START, limits), '', START, limits);
      attempts = withdraw(withdraw(attempts, i + 2), i + 1);
    }
    expect(attempts).toEqual({ reserved: 200, cleared: 200, recent: [] });
  });

  it('gives, in any order of outcomes, what the list of failures gives', () => {
    const outcomes = ['miss', 'match', 'withdraw'] as const;
    const events = fc.array(
      fc.record({ at: fc.nat({ max: HOUR }), outcome: fc.constantFrom(...outcomes), late: fc.boolean() }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(events, (list) => {
        let attempts = EMPTY;
        let now = START;
        let clearedTo = 0;
        const failures = new Map<number, number>();
        const open: { seq: number; outcome: (typeof outcomes)[number] }[] = [];
        const settle = ({ seq, outcome }: (typeof open)[number]) => {
          if (outcome === 'miss') return;
          failures.delete(seq);
          attempts = outcome === 'match' ? clearAttempt(attempts, seq) : withdraw(attempts, seq);
          if (outcome === 'match') clearedTo = Math.max(clearedTo, seq);
        };
        for (const { at, outcome, late } of list) {
          now += at;
          attempts = countAttempt(attempts, '', now, limits);
          failures.set(attempts.reserved, now);
          open.push({ seq: attempts.reserved, outcome });
          if (!late) for (const one of open.splice(0).toReversed()) settle(one);
          const inARow = [...failures].filter(([seq]) => seq > clearedTo);
          const step = limits.lockSteps.findLast(({ failures: n }) => inARow.length >= n);
          const untilStep = step === undefined ? 0 : Math.max(...inARow.map(([, time]) => time)) + step.lockMs;
          const untilWindows = limits.windows.map(({ attempts: n, spanMs }) => {
            const oldest = [...failures.values()].filter((time) => time > now - spanMs).at(-n);
            return oldest === undefined ? 0 : oldest + spanMs;
          });
          const until = Math.max(untilStep, ...untilWindows);
          expect(lockedUntil(attempts, NONE, now, limits)).toBe(until > now ? until : 0);
        }
      }),
    );
  });
});

describe('unlockAttempts', () => {
  it('clears everything where nothing is under way', () => {
    const attempts = unlockAttempts(failuresAt(0, 1, 2), NONE, START + 10);
    expect(attempts).toEqual({ reserved: 3, cleared: 3, recent: [] });
  });

  it('keeps live reservations counting', () => {
    const attempts = unlockAttempts(failuresAt(0, 1, 2, 3), new Set([3, 4]), START + 10);
    expect(attempts.cleared).toBe(2);
    expect(attempts.recent.map((attempt) => attempt.seq)).toEqual([3, 4]);
  });

  it('does not believe times later than now', () => {
    const attempts = unlockAttempts(failuresAt(DAY), new Set([1]), START);
    expect(attempts.recent[0]?.at).toBe(START);
  });
});

describe('attemptsBeforeLock', () => {
  it.each([
    ['a clean account', [], 0, 3],
    ['one failure', [0], 1, 2],
    ['locked', [0, 0, 0], 1, 0],
    ['after a lock, one', [0, 0, 0], MINUTE, 1],
  ])('%s', (_, offsets, at, remaining) => {
    expect(attemptsBeforeLock(failuresAt(...offsets), START + at, limits)).toBe(remaining);
  });

  it('is how many more failures it takes until the account is locked', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 3 * HOUR }), { maxLength: 30 });
    fc.assert(
      fc.property(gaps, (offsets) => {
        let attempts = EMPTY;
        let now = START;
        for (const gap of offsets) {
          now += gap;
          const remaining = attemptsBeforeLock(attempts, now, limits);
          let tried = attempts;
          for (let i = 0; i < remaining; i++) {
            expect(lockedUntil(tried, NONE, now, limits)).toBe(0);
            tried = countAttempt(tried, '', now, limits);
          }
          expect(lockedUntil(tried, NONE, now, limits)).toBeGreaterThan(now);
          attempts = remaining > 0 ? countAttempt(attempts, '', now, limits) : attempts;
        }
      }),
    );
  });
});
