import { KeyringError } from './keyring-error.ts';
import { checkKeyringKeys, type KeyringKeys } from './keyring-keys.ts';
import { SealingKey } from './sealing-key.ts';

const VERSION = 1;

const invalid = (message: string): KeyringError => new KeyringError('invalid-file', message);

function fieldsOf(value: unknown, known: readonly string[], where: string): Map<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(`${where} must be a JSON object with the fields ${known.join(', ')}`);
  }
  const fields = new Map<string, unknown>(Object.entries(value));
  // An unknown name is not repeated: someone may have pasted a key into the wrong place.
  if (fields.keys().some((name) => !known.includes(name))) {
    throw invalid(`${where} has a field that is none of ${known.join(', ')}; remove it`);
  }
  return fields;
}

function parseKey(value: unknown, index: number): SealingKey {
  const where = `Key ${index + 1} of the key ring`;
  const fields = fieldsOf(value, ['id', 'key'], where);
  const id = fields.get('id');
  const text = fields.get('key');
  if (typeof id !== 'string') throw invalid(`${where} needs an id, which is text`);
  if (typeof text !== 'string') throw invalid(`${where} needs a key, which is the base64url of 32 bytes`);
  const bytes = Buffer.from(text, 'base64url');
  try {
    if (bytes.length !== 32 || bytes.toString('base64url') !== text.replace(/=$/, '')) {
      throw invalid(`${where} must be the base64url of exactly 32 bytes`);
    }
    return new SealingKey(id, bytes);
  } finally {
    bytes.fill(0);
  }
}

/**
 * Reads the JSON of a key ring file: `{ "version": 1, "current": id, "keys": [{ "id": …, "key": base64url of 32 bytes }] }`.
 * Throws `KeyringError` (`invalid-file`, `invalid-key`, `invalid-ring`), which never holds anything of a key.
 */
export function parseKeyring(text: string): KeyringKeys {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // No cause: V8's message quotes the text around the mistake, which may be a key.
    throw invalid('The key ring is not JSON; restore it from its backup');
  }
  const fields = fieldsOf(value, ['version', 'current', 'keys'], 'The key ring');
  if (fields.get('version') !== VERSION) throw invalid(`The key ring must have "version": ${VERSION}`);
  const current = fields.get('current');
  if (typeof current !== 'string') throw invalid('The key ring needs "current", the id of the key that seals');
  const entries = fields.get('keys');
  if (!Array.isArray(entries)) throw invalid('The key ring needs "keys", a list');
  const ring = { keys: entries.map(parseKey), current };
  checkKeyringKeys(ring);
  return ring;
}

/** The text that `parseKeyring` reads. It holds the keys in the clear: it belongs in a file of mode 0600 and nowhere else. */
export function formatKeyring({ keys, current }: KeyringKeys): string {
  const entries = keys.map((key) => ({ id: key.id, key: key.reveal().export().toString('base64url') }));
  return `${JSON.stringify({ version: VERSION, current, keys: entries }, undefined, 2)}\n`;
}
