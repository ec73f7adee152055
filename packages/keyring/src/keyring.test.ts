import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { AssociatedData } from './associated-data.ts';
import { createKeyring } from './keyring.ts';
import { generateKeyring } from './keyring-keys.ts';
import { SealingKey } from './sealing-key.ts';

const KEY = randomBytes(32);
const PLAINTEXT = Buffer.from('the hash of a PIN');
const BOUND = ['tenant', 'subject'];
const ring = createKeyring({ keys: [new SealingKey('k1', KEY)], current: 'k1' });

describe('seal and open', () => {
  test.each<[string, Uint8Array, AssociatedData]>([
    ['parts', PLAINTEXT, BOUND],
    ['bytes', PLAINTEXT, Buffer.from([0, 1, 255])],
    ['nothing', new Uint8Array(), []],
    ['much', randomBytes(10_000), ['\0', '', 'ü', '__proto__']],
  ])('%s', (_name, plaintext, associated) => {
    const opening = ring.open(ring.seal(plaintext, associated), associated);
    expect(opening).toEqual({ kind: 'opened', plaintext: Buffer.from(plaintext) });
  });

  test('an envelope begins with its version and the id of its key', () => {
    const bytes = Buffer.from(ring.seal(PLAINTEXT, BOUND), 'base64url');
    expect(bytes.subarray(0, 4)).toEqual(Buffer.from([1, 2, ...Buffer.from('k1')]));
    expect(bytes.length).toBe(2 + 2 + 12 + PLAINTEXT.length + 16);
  });

  test('no two envelopes are alike', () => {
    const envelopes = Array.from({ length: 100 }, () => ring.seal(PLAINTEXT, BOUND));
    expect(new Set(envelopes).size).toBe(100);
  });

  test('the nonce comes from the injected randomness', () => {
    const random = (size: number) => new Uint8Array(size).fill(7);
    const fixed = createKeyring({ keys: [new SealingKey('k1', KEY)], current: 'k1', random });
    expect(fixed.seal(PLAINTEXT, BOUND)).toBe(fixed.seal(PLAINTEXT, BOUND));
    expect(Buffer.from(fixed.seal(PLAINTEXT, BOUND), 'base64url').subarray(4, 16)).toEqual(Buffer.alloc(12, 7));
  });
});

describe('what was tampered with is damaged', () => {
  const envelope = ring.seal(PLAINTEXT, BOUND);

  test('every bit', () => {
    const bytes = Buffer.from(envelope, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(ring.open(changed.toString('base64url'), BOUND).kind, `bit ${bit}`).not.toBe('opened');
    }
  });

  test('every length', () => {
    for (let length = 0; length < envelope.length; length++) {
      expect(ring.open(envelope.slice(0, length), BOUND)).toEqual({ kind: 'damaged' });
    }
    expect(ring.open(`${envelope}AAAA`, BOUND)).toEqual({ kind: 'damaged' });
  });

  test.each([
    ['padding', `${envelope}=`],
    ['a line break', `${envelope}\n`],
    ['a space in front', ` ${envelope}`],
    ['characters that Node would skip', `${envelope.slice(0, 8)}!${envelope.slice(8)}`],
    ['the other base64 alphabet', 'AQJrMQ++//'],
    ['no envelope', '{"key":"value"}'],
  ])('%s', (_name, text) => {
    expect(ring.open(text, BOUND)).toEqual({ kind: 'damaged' });
  });

  test('spare bits of the last character', () => {
    // 2 + 2 + 12 + 3 + 16 = 35 bytes leave two bits of the last character unused.
    const short = ring.seal(Buffer.from('abc'), BOUND);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(short.at(-1) ?? '');
    expect(ring.open(short, BOUND).kind).toBe('opened');
    expect(ring.open(short.slice(0, -1) + alphabet[last ^ 1], BOUND)).toEqual({ kind: 'damaged' });
  });

  test.each<[string, AssociatedData]>([
    ['another part', ['tenant', 'other']],
    ['parts in another order', ['subject', 'tenant']],
    ['a part more', [...BOUND, '']],
    ['a part less', ['tenant']],
    ['text shifted between parts', ['tenants', 'ubject']],
    ['parts joined', ['tenantsubject']],
    ['bytes that look like the parts', Buffer.from('\0\0\0\x02\0\0\0\x06tenant\0\0\0\x07subject')],
    ['nothing', []],
  ])('%s as associated data', (_name, associated) => {
    expect(ring.open(envelope, associated)).toEqual({ kind: 'damaged' });
  });

  test("the key's id is bound even where the key is the same", () => {
    const renamed = createKeyring({ keys: [new SealingKey('k2', KEY)], current: 'k2' });
    const bytes = Buffer.from(envelope, 'base64url');
    bytes.write('k2', 2);
    expect(renamed.open(bytes.toString('base64url'), BOUND)).toEqual({ kind: 'damaged' });
  });

  test('a lone surrogate has no bytes of its own', () => {
    expect(() => ring.seal(PLAINTEXT, ['\ud800'])).toThrow(
      expect.objectContaining({ code: 'invalid-associated-data' }),
    );
    expect(() => ring.open(envelope, ['\udc00'])).toThrow(expect.objectContaining({ code: 'invalid-associated-data' }));
  });
});

describe('a ring of several keys', () => {
  const older = new SealingKey('older', randomBytes(32));
  const newer = new SealingKey('newer', randomBytes(32));

  test('opens with all of them and seals with the current one', () => {
    const before = createKeyring({ keys: [older], current: 'older' });
    const both = createKeyring({ keys: [older, newer], current: 'newer' });
    const after = createKeyring({ keys: [newer], current: 'newer' });
    const first = before.seal(PLAINTEXT, BOUND);
    const second = both.seal(PLAINTEXT, BOUND);
    expect(both.open(first, BOUND).kind).toBe('opened');
    expect(both.open(second, BOUND).kind).toBe('opened');
    expect(after.open(second, BOUND).kind).toBe('opened');
    expect(after.open(first, BOUND)).toEqual({ kind: 'unknown-key', keyId: 'older' });
    expect(before.open(second, BOUND)).toEqual({ kind: 'unknown-key', keyId: 'newer' });
  });

  test.each([
    ['no key', [], 'older'],
    ['a current key that is not there', [older], 'newer'],
    ['one id twice', [older, new SealingKey('older', randomBytes(32))], 'older'],
    ['one key twice', [new SealingKey('a', KEY), new SealingKey('b', KEY)], 'a'],
  ])('%s is no ring', (_name, keys, current) => {
    expect(() => createKeyring({ keys, current })).toThrow(expect.objectContaining({ code: 'invalid-ring' }));
  });

  test.each([
    ['an empty id', '', 32],
    ['a long id', 'k'.repeat(65), 32],
    ['an id with a dot', 'a.b', 32],
    ['an id with a line break', 'a\n', 32],
    ['a short key', 'a', 31],
    ['a long key', 'a', 33],
  ])('%s is refused', (_name, id, size) => {
    expect(() => new SealingKey(id, randomBytes(size))).toThrow(expect.objectContaining({ code: 'invalid-key' }));
  });
});

test('nothing prints a key', () => {
  const keys = generateKeyring((size) => Buffer.from(KEY.subarray(0, size)));
  const [key] = keys.keys;
  const spellings = ['base64', 'base64url', 'hex', 'latin1', 'utf8'] as const;
  const printed = [
    inspect(keys, { showHidden: true, depth: null }),
    inspect(createKeyring(keys), { showHidden: true, depth: null }),
    JSON.stringify(keys),
    `${key}`,
    String(key),
    inspect(key),
    inspect(key?.reveal(), { showHidden: true, depth: null }),
    JSON.stringify(key?.reveal()),
  ];
  expect(printed[3]).toBe('[secret]');
  expect(printed[5]).toBe('[secret]');
  for (const text of printed) {
    for (const spelling of spellings) expect(text).not.toContain(KEY.toString(spelling));
    expect(text).not.toContain([...KEY.subarray(0, 4)].join(', '));
  }
});
