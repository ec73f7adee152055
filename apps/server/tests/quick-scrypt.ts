import crypto, { type BinaryLike, type ScryptOptions } from 'node:crypto';
import { appendFileSync } from 'node:fs';

/*
 * Preloaded into a server process of a test: scrypt costs next to nothing, but takes its time, so that a fault finds
 * comparisons under way. Each one is entered in a file before it starts, which outlives a `kill -9`.
 */
const file = process.env.QUICK_SCRYPT_FILE ?? '';
const waitMs = Number(process.env.QUICK_SCRYPT_MS);
const { scrypt } = crypto;

const quick = (
  pin: BinaryLike,
  salt: Uint8Array,
  length: number,
  options: ScryptOptions,
  done: (error: Error | null, key: Buffer) => void,
): void => {
  appendFileSync(file, `${Buffer.from(salt).toString('hex')}\n`);
  setTimeout(() => scrypt(pin, salt, length, { ...options, N: 2, p: 1 }, done), waitMs);
};

Object.assign(crypto, { scrypt: quick });
