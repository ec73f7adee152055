import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createKeyring } from './keyring.ts';
import type { KeyringErrorCode } from './keyring-error.ts';
import { generateKeyring } from './keyring-keys.ts';
import { formatKeyring, parseKeyring } from './keyring-text.ts';

const KEY = randomBytes(32).toString('base64url');
const GOOD = { version: 1, current: 'k1', keys: [{ id: 'k1', key: KEY }] };

/** What parsing throws. */
function faultOf(text: string): unknown {
  try {
    parseKeyring(text);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('parseKeyring', () => {
  test('reads what formatKeyring wrote', () => {
    const keys = generateKeyring();
    const envelope = createKeyring(keys).seal(Buffer.from('hash'), ['a']);
    const again = createKeyring(parseKeyring(formatKeyring(keys)));
    expect(again.open(envelope, ['a'])).toEqual({ kind: 'opened', plaintext: Buffer.from('hash') });
    expect(again.current).toBe(keys.current);
  });

  test('reads several keys, and padding', () => {
    const other = `${randomBytes(32).toString('base64url')}=`;
    const ring = parseKeyring(JSON.stringify({ ...GOOD, keys: [...GOOD.keys, { id: 'k2', key: other }] }));
    expect(ring.keys.map(({ id }) => id)).toEqual(['k1', 'k2']);
  });

  test.each<[string, string, KeyringErrorCode]>([
    ['an empty file', '', 'invalid-file'],
    ['half a file', JSON.stringify(GOOD).slice(0, -20), 'invalid-file'],
    ['a key where JSON breaks', `{"keys":[{"id":"k1","key":${KEY}`, 'invalid-file'],
    ['a bare key', KEY, 'invalid-file'],
    ['a key as text', JSON.stringify(KEY), 'invalid-file'],
    ['null', 'null', 'invalid-file'],
    ['a list', '[]', 'invalid-file'],
    ['no version', JSON.stringify({ ...GOOD, version: undefined }), 'invalid-file'],
    ['another version', JSON.stringify({ ...GOOD, version: 2 }), 'invalid-file'],
    ['no current', JSON.stringify({ ...GOOD, current: undefined }), 'invalid-file'],
    ['a current that is no id', JSON.stringify({ ...GOOD, current: KEY }), 'invalid-ring'],
    ['no keys', JSON.stringify({ ...GOOD, keys: undefined }), 'invalid-file'],
    ['an empty ring', JSON.stringify({ ...GOOD, keys: [] }), 'invalid-ring'],
    ['keys by name', JSON.stringify({ ...GOOD, keys: { k1: KEY } }), 'invalid-file'],
    ['a key that is text', JSON.stringify({ ...GOOD, keys: [KEY] }), 'invalid-file'],
    ['a key without id', JSON.stringify({ ...GOOD, keys: [{ key: KEY }] }), 'invalid-file'],
    ['a key as id', JSON.stringify({ ...GOOD, keys: [{ id: `${KEY}.${KEY}`, key: KEY }] }), 'invalid-key'],
    ['an id without key', JSON.stringify({ ...GOOD, keys: [{ id: 'k1' }] }), 'invalid-file'],
    ['a short key', JSON.stringify({ ...GOOD, keys: [{ id: 'k1', key: KEY.slice(2) }] }), 'invalid-file'],
    ['a long key', JSON.stringify({ ...GOOD, keys: [{ id: 'k1', key: `${KEY}${KEY}` }] }), 'invalid-file'],
    ['a key with a stray character', JSON.stringify({ ...GOOD, keys: [{ id: 'k1', key: ` ${KEY}` }] }), 'invalid-file'],
    ['an unknown field', JSON.stringify({ ...GOOD, comment: 'mine' }), 'invalid-file'],
    ['a key as field', JSON.stringify({ ...GOOD, [KEY]: 'k1' }), 'invalid-file'],
    ['an unknown field of a key', JSON.stringify({ ...GOOD, keys: [{ ...GOOD.keys[0], note: '' }] }), 'invalid-file'],
    ['one id twice', JSON.stringify({ ...GOOD, keys: [...GOOD.keys, ...GOOD.keys] }), 'invalid-ring'],
  ])('refuses %s without showing a key', (_name, text, code) => {
    const fault = faultOf(text);
    expect(fault).toMatchObject({ name: 'KeyringError', code });
    const shown = inspect(fault, { showHidden: true, depth: null });
    for (let at = 0; at + 8 <= KEY.length; at++) expect(shown).not.toContain(KEY.slice(at, at + 8));
  });
});
