import { expect, test } from 'vitest';
import { totpCode } from './totp-code.ts';
import { createTotpCodes } from './totp-codes.ts';

const TOTP = { secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', digits: 6, period: 30, algorithm: 'sha1' } as const;
const codeOf = (step: number): string => totpCode(TOTP, step);

test('gives the codes of a step before to a step after, each once', () => {
  let now = 3_000_000;
  const codes = createTotpCodes(TOTP, () => now);
  const given = [codes.next(), codes.next(), codes.next(), codes.next()];
  expect(given).toEqual([codeOf(99), codeOf(100), codeOf(101), undefined]);
  now += 30_000;
  expect([codes.next(), codes.next()]).toEqual([codeOf(102), undefined]);
});

test('gives none that will not be right for long', () => {
  expect(createTotpCodes(TOTP, () => 3_019_999).next()).toBe(codeOf(99));
  expect(createTotpCodes(TOTP, () => 3_020_000).next()).toBe(codeOf(100));
});

test('knows which ones are right', () => {
  const { isRight } = createTotpCodes(TOTP, () => 3_000_000);
  expect([98, 99, 100, 101, 102].map((step) => isRight(codeOf(step)))).toEqual([false, true, true, true, false]);
});
