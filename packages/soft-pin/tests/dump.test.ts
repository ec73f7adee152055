import { createHmac, scryptSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { createScryptKdf } from '../src/scrypt-kdf.ts';
import { CHEAP, cheapSoftPin } from './fixture.ts';

const PIN = '048291';
/** Twice as many as it takes without sealing. */
const GUESSES = 100_000;
const HASH_BYTES = 96;

/**
 * What a thief of the records can do without the key ring: take whatever may be a hash and try PIN after PIN. scrypt runs
 * at the lowest cost here, so nothing but the sealing can stop it.
 */
function attack(dump: string): string | undefined {
  const bytes = Buffer.from(dump.split('.').at(-1) ?? '', 'base64url');
  // Where the hash stands in an envelope: before the tag of 16 bytes; or it is not sealed at all.
  const hash = bytes.length === HASH_BYTES ? bytes : bytes.subarray(-HASH_BYTES - 16, -16);
  const salt = hash.subarray(16, 48);
  for (let guess = 0; guess < GUESSES; guess++) {
    const pin = String(guess).padStart(6, '0');
    const key = scryptSync(pin, salt, 64, { N: 2 ** CHEAP.logN, r: CHEAP.r, p: CHEAP.p });
    if (createHmac('sha256', key.subarray(32)).update(hash.subarray(0, 64)).digest().equals(hash.subarray(64)))
      return pin;
  }
  return undefined;
}

test('without sealing, a dump gives the PIN away', async () => {
  const hash = await createScryptKdf().hash(Buffer.from(PIN), CHEAP);
  expect(attack(Buffer.from(hash).toString('base64url'))).toBe(PIN);
}, 120_000);

test('with sealing, the same attack finds nothing', async () => {
  const { enroll, compare } = cheapSoftPin();
  const record = await enroll(PIN);
  expect(await compare(record, PIN)).toBe('matched');
  expect(attack(record)).toBeUndefined();
}, 120_000);
