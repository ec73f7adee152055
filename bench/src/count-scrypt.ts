import crypto, { type BinaryLike, type ScryptOptions } from 'node:crypto';
import { appendFileSync } from 'node:fs';

/*
 * Preloaded into a server's process: enters the salt of every scrypt in a file before it starts, which outlives a
 * `kill -9`. So a race has a count of its own, beside the one that the service keeps.
 */
const file = process.env.COUNT_SCRYPT_FILE ?? '';
const { scrypt } = crypto;

Object.assign(crypto, {
  scrypt(
    pin: BinaryLike,
    salt: Uint8Array,
    length: number,
    options: ScryptOptions,
    done: (error: Error | null, key: Buffer) => void,
  ): void {
    appendFileSync(file, `${Buffer.from(salt).toString('hex')}\n`);
    scrypt(pin, salt, length, options, done);
  },
});
