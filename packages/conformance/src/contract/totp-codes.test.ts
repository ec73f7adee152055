import { expect, test } from 'vitest';
import { totpCode } from './totp-code.ts';
import { createTotpCodes } from './totp-codes.ts';

const TOTP = { secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', digits: 6, period: 30, algorithm: 'sha1' } as const;
const codeOf = (step: number): string => totpCode(TOTP, step);

/** Wherever in the step of 3,000,000 ms one is. */
const ANYWHERE = [3_000_000, 3_000_001, 3_019_999, 3_020_000, 3_029_999];

test.each(ANYWHERE)('at %s ms gives the codes of this step and the next, each once', (at) => {
  let now = at;
  const codes = createTotpCodes(TOTP, () => now);
  expect([codes.next(), codes.next(), codes.next()]).toEqual([codeOf(100), codeOf(101), undefined]);
  now += 30_000;
  expect([codes.next(), codes.next()]).toEqual([codeOf(102), undefined]);
});

test.each(ANYWHERE)('at %s ms knows how long it takes until there are so many', (at) => {
  let now = at;
  const codes = createTotpCodes(TOTP, () => now);
  expect([codes.waitMs(1), codes.waitMs(2)]).toEqual([0, 0]);
  codes.next();
  expect([codes.waitMs(1), codes.waitMs(2)]).toEqual([0, 3_030_000 - at]);
  codes.next();
  expect([codes.waitMs(1), codes.waitMs(2)]).toEqual([3_030_000 - at, 3_060_000 - at]);
  now = 3_029_999;
  expect(codes.next()).toBeUndefined();
  now += codes.waitMs(1);
  expect([codes.next(), codes.next()]).toEqual([codeOf(102), undefined]);
});

test('knows which ones are right now or in the next step', () => {
  const { isRightSoon } = createTotpCodes(TOTP, () => 3_029_999);
  const steps = [98, 99, 100, 101, 102, 103];
  expect(steps.filter((step) => isRightSoon(codeOf(step)))).toEqual([99, 100, 101, 102]);
});
