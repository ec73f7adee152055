import { type TotpParameters as KitParameters, totpCode } from '@authfactor/conformance/contract';
import { Secret } from '@authfactor/factor';
import { asyncProperty, assert as check, constantFrom, integer, nat, record, uint8Array } from 'fast-check';
import { HOTP } from 'otpauth';
import { afterEach, expect, test, vi } from 'vitest';
import { findStep } from './find-step.ts';
import { ALGORITHMS, DIGITS, PERIODS_SECONDS, SEED_BYTES, type TotpParameters } from './totp-parameters.ts';

const NOW = 1_764_547_200_000;
const SHA1: TotpParameters = { algorithm: 'SHA1', digits: 6, periodSeconds: 30 };
const SEED = Uint8Array.from({ length: 20 }, (_, i) => i);

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((part) => BASE32[Number.parseInt(part.padEnd(5, '0'), 2)]).join('');
}

/** By another implementation. */
function codeOf(seed: Uint8Array, { algorithm, digits, periodSeconds }: TotpParameters, step: number): string {
  const name = algorithm.toLowerCase() as KitParameters['algorithm'];
  return totpCode({ secret: base32(seed), digits, period: periodSeconds, algorithm: name }, step);
}

const find = (seed: Uint8Array, parameters: TotpParameters, code: string, now: number) =>
  findStep(new Secret(Uint8Array.from(seed)), parameters, Secret.fromText(code), now);

afterEach(() => vi.restoreAllMocks());

test.each(PERIODS_SECONDS)(
  'with %i s, a code is right from a step before its own to the end of the one after',
  (period) => {
    const parameters = { ...SHA1, periodSeconds: period };
    const step = Math.floor(NOW / 1000 / period);
    const code = codeOf(SEED, parameters, step);
    const begins = step * period * 1000;
    const length = period * 1000;
    expect(find(SEED, parameters, code, begins - length)).toBe(step);
    expect(find(SEED, parameters, code, begins)).toBe(step);
    expect(find(SEED, parameters, code, begins + 2 * length - 1)).toBe(step);
    expect(find(SEED, parameters, code, begins - length - 1)).toBeUndefined();
    expect(find(SEED, parameters, code, begins + 2 * length)).toBeUndefined();
  },
);

test('the first steps of all have no step before them', () => {
  expect(find(SEED, SHA1, codeOf(SEED, SHA1, 0), 0)).toBe(0);
  expect(find(SEED, SHA1, codeOf(SEED, SHA1, 1), 0)).toBe(1);
});

test('all three steps are computed, wherever the code is found', () => {
  const generate = vi.spyOn(HOTP, 'generate');
  const step = Math.floor(NOW / 30_000);
  for (const code of [-1, 0, 1].map((drift) => codeOf(SEED, SHA1, step + drift)).concat('000000')) {
    generate.mockClear();
    find(SEED, SHA1, code, NOW);
    expect(generate.mock.calls.map(([{ counter }]) => counter)).toEqual([step - 1, step, step + 1]);
  }
});

test('where two steps have one code, it is the later one, so that the code is used up', () => {
  vi.spyOn(HOTP, 'generate').mockReturnValue('481516');
  expect(find(SEED, SHA1, '481516', NOW)).toBe(Math.floor(NOW / 30_000) + 1);
});

test('the copies of the seed and the seed itself hold no more than they must', () => {
  const keys: Uint8Array[] = [];
  vi.spyOn(HOTP, 'generate').mockImplementation(({ secret }) => {
    keys.push(secret.bytes);
    return '000000';
  });
  find(SEED, SHA1, '481516', NOW);
  expect(keys).toHaveLength(3);
  for (const key of keys) expect([...key].every((byte) => byte === 0)).toBe(true);
});

test('for any seed, time and parameters: found exactly where another implementation has the code', async () => {
  const situation = record({
    parameters: record({
      algorithm: constantFrom(...ALGORITHMS),
      digits: constantFrom(...DIGITS),
      periodSeconds: constantFrom(...PERIODS_SECONDS),
    }),
    bytes: uint8Array({ minLength: 64, maxLength: 64 }),
    now: nat({ max: 20_000_000_000_000 }),
    offset: integer({ min: -4, max: 4 }),
  });
  await check(
    asyncProperty(situation, async ({ parameters, bytes, now, offset }) => {
      const seed = bytes.subarray(0, SEED_BYTES[parameters.algorithm]);
      const current = Math.floor(now / 1000 / parameters.periodSeconds);
      const code = codeOf(seed, parameters, Math.max(0, current + offset));
      const right = [1, 0, -1].map((drift) => current + drift).filter((step) => step >= 0);
      expect(find(seed, parameters, code, now)).toBe(right.find((step) => codeOf(seed, parameters, step) === code));
    }),
    { numRuns: 300 },
  );
});
