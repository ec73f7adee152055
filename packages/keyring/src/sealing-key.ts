import { createSecretKey, type KeyObject } from 'node:crypto';
import { KeyringError } from './keyring-error.ts';

const INSPECT = Symbol.for('nodejs.util.inspect.custom');
const PRINTED = '[secret]';
const KEY_BYTES = 32;
const KEY_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Whether `id` may name a key: 1 to 64 letters, digits, `_` and `-`. */
export function isKeyId(id: string): boolean {
  return KEY_ID.test(id);
}

/** An AES-256 key and its id. Prints as `[secret]` wherever it lands. */
export class SealingKey {
  readonly #id: string;
  readonly #key: KeyObject;

  /** Copies the 32 bytes of `bytes`. Throws `KeyringError` (`invalid-key`). */
  constructor(id: string, bytes: Uint8Array) {
    if (!isKeyId(id)) {
      throw new KeyringError('invalid-key', 'A key id must be 1 to 64 letters, digits, "_" or "-"');
    }
    if (bytes.length !== KEY_BYTES) {
      throw new KeyringError(
        'invalid-key',
        `The key "${id}" has ${bytes.length} bytes; give it ${KEY_BYTES} random ones`,
      );
    }
    this.#id = id;
    this.#key = createSecretKey(bytes);
  }

  get id(): string {
    return this.#id;
  }

  /** The live key, for `node:crypto`. */
  reveal(): KeyObject {
    return this.#key;
  }

  toString(): string {
    return PRINTED;
  }

  toJSON(): string {
    return PRINTED;
  }

  [INSPECT](): string {
    return PRINTED;
  }
}
