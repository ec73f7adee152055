import { expect, test } from 'vitest';
import { createAuthenticatorApp } from './authenticator-app.ts';

const never = new AbortController().signal;
const base32 = (ascii: string): string => {
  const bits = [...Buffer.from(ascii)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
};
const uri = (secret: string, rest: string): string => `otpauth://totp/a:b?secret=${secret}&issuer=a${rest}`;

// RFC 6238, appendix B.
test.each([
  ['SHA1', 20, 59, '94287082'],
  ['SHA256', 32, 59, '46119246'],
  ['SHA512', 64, 59, '90693936'],
  ['SHA1', 20, 1_111_111_109, '07081804'],
  ['SHA512', 64, 20_000_000_000, '47863826'],
])('%s with a seed of %i bytes at %i s', async (algorithm, length, seconds, code) => {
  const secret = base32('1234567890'.repeat(7).slice(0, length));
  const clock = { now: () => seconds * 1_000, sleep: async () => undefined };
  const app = createAuthenticatorApp(uri(secret, `&algorithm=${algorithm}&digits=8&period=30`), clock);
  expect(await app.freshCode(never)).toBe(code);
  expect(app.lastCode()).toBe(code);
});

test('each code is another one: the next step’s at once, and no further one before its time', async () => {
  let now = 30_000_000;
  const slept: number[] = [];
  const sleep = async (ms: number) => {
    slept.push(ms);
    now += ms;
  };
  const app = createAuthenticatorApp(uri(base32('12345678901234567890'), ''), { now: () => now, sleep });
  expect(app.waitMs()).toBe(0);
  const first = await app.freshCode(never);
  now += 1_000;
  const second = await app.freshCode(never);
  expect(first).toMatch(/^\d{6}$/);
  expect(second).not.toBe(first);
  expect(slept).toEqual([]);
  expect(app.waitMs()).toBe(29_000);
  const third = await app.freshCode(never);
  expect([first, second]).not.toContain(third);
  expect(slept).toEqual([29_000]);
});

test('the wait ends with its signal', async () => {
  const app = createAuthenticatorApp(uri(base32('12345678901234567890'), '&period=60'));
  await app.freshCode(never);
  await app.freshCode(never);
  await expect(app.freshCode(AbortSignal.abort())).rejects.toThrow('abort');
});
