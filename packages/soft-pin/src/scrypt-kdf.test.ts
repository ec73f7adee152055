import { createHmac, scryptSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { CHEAP } from '../tests/fixture.ts';
import { readScryptHeader } from './scrypt-header.ts';
import { createScryptKdf } from './scrypt-kdf.ts';

const kdf = createScryptKdf();
const PIN = Buffer.from('159753');

describe('createScryptKdf', () => {
  test('verifies what it hashed and nothing else', async () => {
    const hash = await kdf.hash(PIN, CHEAP);
    expect(await kdf.verify(hash, PIN)).toBe(true);
    expect(await kdf.verify(hash, Buffer.from('159754'))).toBe(false);
    expect(await kdf.verify(hash, Buffer.from('15975'))).toBe(false);
  });

  test('salts: one PIN never has the same hash twice', async () => {
    const [first, second] = await Promise.all([kdf.hash(PIN, CHEAP), kdf.hash(PIN, CHEAP)]);
    expect(first).not.toEqual(second);
  });

  test('the hash is scrypt as RFC 7914 has it, with the parameters in front', async () => {
    const parameters = { logN: 4, r: 2, p: 3 };
    const hash = Buffer.from(await kdf.hash(PIN, parameters));
    expect(readScryptHeader(hash)).toEqual(parameters);
    const key = scryptSync(PIN, hash.subarray(16, 48), 64, { N: 16, r: 2, p: 3 });
    const expected = createHmac('sha256', key.subarray(32)).update(hash.subarray(0, 64)).digest();
    expect(hash.subarray(64)).toEqual(expected);
  });

  test('rejects what scrypt cannot do', async () => {
    await expect(kdf.hash(PIN, { logN: 31, r: 8, p: 1 })).rejects.toThrow(RangeError);
  });
});

describe('readScryptHeader', () => {
  test('sees every changed bit of what the checksum covers', async () => {
    const hash = await kdf.hash(PIN, CHEAP);
    for (let bit = 0; bit < 64 * 8; bit++) {
      const changed = Uint8Array.from(hash);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(readScryptHeader(changed), `bit ${bit}`).toBeUndefined();
    }
  });

  test.each([0, 95, 97])('%i bytes are no hash', (length) => {
    expect(readScryptHeader(new Uint8Array(length))).toBeUndefined();
  });
});
