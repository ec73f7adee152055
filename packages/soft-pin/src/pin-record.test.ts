import { createHash } from 'node:crypto';
import type { CredentialContext } from '@authfactor/factor';
import { createKeyring, generateKeyring } from '@authfactor/keyring';
import { describe, expect, test } from 'vitest';
import { ASKED, CHEAP, CONTEXT, cheapSoftPin, countingKdf, permit, pinOf } from '../tests/fixture.ts';
import { createPinRecords } from './pin-record.ts';
import { createSoftPin } from './soft-pin.ts';

/** What a record of `CONTEXT` is bound to. Records that are stored depend on it: it must not change. */
const BOUND = ['authfactor/soft-pin/1', 'acme', 'alice', 'soft-pin', '3', 'current', 'scrypt:1:1:1'];

/** `hash` with another logN and a checksum that is right again. */
function withLogN(hash: Uint8Array, logN: number): Buffer {
  const changed = Buffer.from(hash);
  changed[7] = logN;
  createHash('sha256').update(changed.subarray(0, 48)).digest().copy(changed, 48, 0, 16);
  return changed;
}

describe('a record', () => {
  test('has its parameters in front and is bound to where it belongs', async () => {
    const { enroll, keyring } = cheapSoftPin();
    const record = await enroll('159753');
    const [version, logN, r, p, envelope = ''] = record.split('.');
    expect([version, logN, r, p]).toEqual(['1', '1', '1', '1']);
    expect(keyring.open(envelope, BOUND).kind).toBe('opened');
  });

  test.each<[string, Partial<CredentialContext>]>([
    ['another subject', { subject: 'bob' }],
    ['another tenant', { tenant: 'other' }],
    ['another factor', { factorType: 'totp' }],
    ['an older generation', { generation: 2 }],
    ['a newer generation', { generation: 4 }],
    ['names that shift', { tenant: 'acm', subject: 'ealice' }],
  ])('moved to %s is damaged, and no KDF runs', async (_name, change) => {
    const { enroll, compare, factor, kdf } = cheapSoftPin();
    const record = await enroll('159753');
    const context = { ...CONTEXT, ...change };
    expect(await compare(record, '159753', context)).toBe('damaged');
    expect(factor.retire?.(context, record)).toEqual({ kind: 'damaged' });
    expect(kdf.calls.verify).toBe(0);
    expect(await compare(record, '159753')).toBe('matched');
  });

  test('moved from history to current is damaged', async () => {
    const { enroll, compare, retired, factor } = cheapSoftPin();
    const old = retired(await enroll('159753'));
    expect(await compare(old, '159753')).toBe('damaged');
    expect(factor.retire?.(CONTEXT, old)).toEqual({ kind: 'damaged' });
  });

  test('moved from current to history is damaged', async () => {
    const { enroll, enrollment } = cheapSoftPin();
    const history = [{ generation: CONTEXT.generation, record: await enroll('159753') }];
    const context = { ...CONTEXT, generation: 4 };
    const result = await enrollment.complete(permit, { context, value: pinOf('159753'), history, now: 0 });
    expect(result).toMatchObject({ kind: 'accepted', damaged: [3] });
  });

  test('changed in any character is damaged, never a wrong PIN', async () => {
    const { enroll, compare, kdf } = cheapSoftPin();
    const record = await enroll('159753');
    for (let at = 0; at < record.length; at++) {
      const other = record[at] === 'A' ? 'B' : 'A';
      expect(await compare(record.slice(0, at) + other + record.slice(at + 1), '159753'), `at ${at}`).toBe('damaged');
      expect(await compare(record.slice(0, at), '159753')).toBe('damaged');
    }
    expect(kdf.calls.verify).toBe(0);
  });

  test.each(['', '1.1.1.1.', 'null', '{}', '2.1.1.1.AAAA', '1.01.1.1.AAAA', '1.1.1.1.AAAA\n'])(
    '%j is damaged',
    async (text) => {
      expect(await cheapSoftPin().compare(text, '159753')).toBe('damaged');
    },
  );

  test('under a key that is not in the ring is damaged', async () => {
    const record = await cheapSoftPin().enroll('159753');
    expect(await cheapSoftPin().compare(record, '159753')).toBe('damaged');
  });
});

describe('parameters that are not allowed never reach the KDF', () => {
  const PLANTED = { logN: 20, r: 1, p: 1 };

  test('written in front of a record', async () => {
    const { enroll, compare, kdf } = cheapSoftPin();
    const record = await enroll('159753');
    expect(await compare(record.replace('1.1.1.1.', '1.20.1.1.'), '159753')).toBe('damaged');
    expect(kdf.calls.verify).toBe(0);
  });

  test('written in front of a record, where they are allowed', async () => {
    const { enroll, keyring } = cheapSoftPin();
    const kdf = countingKdf();
    const factor = createSoftPin({ keyring, kdf, parameters: CHEAP, allowedParameters: [CHEAP, PLANTED] });
    const record = (await enroll('159753')).replace('1.1.1.1.', '1.20.1.1.');
    const request = { ...ASKED, context: CONTEXT, record, value: pinOf('159753'), now: 0 };
    expect(await factor.compare(permit, request)).toEqual({ kind: 'damaged' });
    expect(kdf.calls.verify).toBe(0);
  });

  test('sealed with the right key', async () => {
    const { keyring, kdf, compare, factor, enrollment } = cheapSoftPin();
    const planted = withLogN(await kdf.hash(Buffer.from('159753'), CHEAP), PLANTED.logN);
    const record = createPinRecords(keyring, [PLANTED]).seal(CONTEXT, 'current', planted);
    kdf.calls.hash = 0;
    expect(record).toMatch(/^1\.20\.1\.1\./);
    expect(await compare(record, '159753')).toBe('damaged');
    expect(factor.retire?.(CONTEXT, record)).toEqual({ kind: 'damaged' });
    const current = { generation: CONTEXT.generation, record };
    const context = { ...CONTEXT, generation: 4 };
    const result = await enrollment.complete(permit, { context, value: pinOf('159753'), current, history: [], now: 0 });
    expect(result).toMatchObject({ kind: 'accepted', damaged: [3] });
    expect(kdf.calls).toEqual({ hash: 1, verify: 0 });
  });

  test('sealed with the right key behind parameters that are allowed', async () => {
    const { keyring, kdf, compare } = cheapSoftPin();
    const planted = withLogN(await kdf.hash(Buffer.from('159753'), CHEAP), PLANTED.logN);
    expect(await compare(`1.1.1.1.${keyring.seal(planted, BOUND)}`, '159753')).toBe('damaged');
    expect(kdf.calls.verify).toBe(0);
  });

  test('by default only 2^15, 8, 3 may run', async () => {
    const { keyring, enroll } = cheapSoftPin();
    const kdf = countingKdf();
    const factor = createSoftPin({ keyring, kdf });
    const request = { ...ASKED, context: CONTEXT, record: await enroll('159753'), value: pinOf('159753'), now: 0 };
    expect(await factor.compare(permit, request)).toEqual({ kind: 'damaged' });
    expect(kdf.calls.verify).toBe(0);
  });
});

test('a KDF that gives anything but the hash that was asked for is a fault', () => {
  const records = createPinRecords(createKeyring(generateKeyring()), [CHEAP]);
  expect(() => records.seal(CONTEXT, 'current', new Uint8Array(96))).toThrow(
    expect.objectContaining({ code: 'broken-kdf' }),
  );
});
