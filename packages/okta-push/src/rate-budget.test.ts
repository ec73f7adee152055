import { describe, expect, test } from 'vitest';
import { createRateBudget } from './rate-budget.ts';

const START = 1_800_000_000_000;

function setUp() {
  let elapsed = 0;
  const budget = createRateBudget({ monotonic: () => elapsed, now: () => START + elapsed });
  return {
    budget,
    advance(ms: number) {
      elapsed += ms;
    },
    /** A response of which Okta's window ends in `resetS`. */
    note(operation: 'poll' | 'verify', headers: Record<string, string>, status = 200) {
      return budget.note(operation, { status, headers: new Headers(headers) });
    },
  };
}

const limits = (limit: number, remaining: number, resetS = 60) => ({
  'X-Rate-Limit-Limit': String(limit),
  'X-Rate-Limit-Remaining': String(remaining),
  'X-Rate-Limit-Reset': String(START / 1_000 + resetS),
});

describe('Okta’s windows', () => {
  test('a spent one is waited for, to its end', () => {
    const { budget, note, advance } = setUp();
    note('verify', limits(600, 0));
    expect(budget.waitMs('verify')).toBe(60_000);
    expect(budget.waitMs('read-user')).toBe(0);
    advance(60_000);
    expect(budget.waitMs('verify')).toBe(0);
  });

  test('calls under way count before Okta says so', () => {
    const { budget, note } = setUp();
    note('verify', limits(600, 2));
    budget.take('verify');
    expect(budget.waitMs('verify')).toBe(0);
    budget.take('verify');
    expect(budget.waitMs('verify')).toBe(60_000);
    // The first one's response: it does not know of the second.
    note('verify', limits(600, 1));
    expect(budget.waitMs('verify')).toBe(60_000);
  });

  test('calls under way count where the window is only now known', () => {
    const { budget, note } = setUp();
    const calls = Array.from({ length: 3 }, () => budget.take('verify'));
    note('verify', limits(600, 2));
    expect(budget.waitMs('verify')).toBe(60_000);
    for (const call of calls) call[Symbol.dispose]();
    note('verify', limits(600, 2, 120));
    expect(budget.waitMs('verify')).toBe(0);
  });

  test('polls leave a tenth to others', () => {
    const { budget, note } = setUp();
    note('poll', limits(600, 61));
    expect(budget.waitMs('poll')).toBe(0);
    budget.take('poll');
    expect(budget.waitMs('poll')).toBe(60_000);
  });

  test('their end is told by Okta’s clock, whatever ours says', () => {
    const { budget, note } = setUp();
    note('verify', { ...limits(600, 0, 3_600), Date: new Date(START + 3_590_000).toUTCString() });
    expect(budget.waitMs('verify')).toBe(10_000);
  });

  test('no header stops calls for longer than five minutes', () => {
    const { budget, note } = setUp();
    note('verify', { ...limits(600, 0, 999_999), 'Retry-After': '999999' }, 429);
    expect(budget.waitMs('verify')).toBe(300_000);
  });

  test.each([{}, { 'X-Rate-Limit-Remaining': '0' }, { ...limits(1, 0), 'X-Rate-Limit-Reset': 'soon' }])(
    'headers that are none are ignored: %j',
    (headers) => {
      const { budget, note } = setUp();
      note('verify', headers);
      expect(budget.waitMs('verify')).toBe(0);
    },
  );
});

describe('a 429', () => {
  test.each([
    ['seconds', { 'Retry-After': '7' }, 7_000],
    ['a date', { 'Retry-After': new Date(START + 9_000).toUTCString() }, 9_000],
    ['the window’s end', limits(600, 0, 30), 30_000],
    ['nothing', {}, 1_000],
    ['0', { 'Retry-After': '0' }, 1_000],
    ['a negative number', { 'Retry-After': '-5' }, 1_000],
    ['a fraction', { 'Retry-After': '1.5' }, 1_000],
    ['a date that is past', { 'Retry-After': new Date(START - 9_000).toUTCString() }, 1_000],
    ['a date that is far away', { 'Retry-After': 'Fri, 31 Dec 9999 23:59:59 GMT' }, 300_000],
    ['more than a number holds', { 'Retry-After': '9'.repeat(400) }, 1_000],
    ['no number', { 'Retry-After': 'NaN' }, 1_000],
  ])('waits by %s', (_, headers, waitMs) => {
    const { budget, note } = setUp();
    expect(note('verify', headers, 429)).toBe(waitMs);
    expect(budget.waitMs('verify')).toBe(waitMs);
    expect(budget.waitMs('poll')).toBe(0);
  });

  test('of the limit on simultaneous calls stops all of them', () => {
    const { budget, note } = setUp();
    note('verify', { ...limits(0, 0, 2), 'Retry-After': '2' }, 429);
    expect(budget.waitMs('poll')).toBe(2_000);
  });
});
