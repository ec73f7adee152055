import { createHash } from 'node:crypto';
import type { KdfParameters } from './kdf.ts';

const MAGIC = Buffer.from('scrypt\0', 'latin1');
const HASH_BYTES = 96;
const CHECKSUM_AT = 48;
const CHECKSUM_END = 64;

/**
 * The parameters of a hash in the scrypt file format (Tarsnap's scrypt, FORMAT): "scrypt", version 0 (1 byte), logN (1),
 * r (4), p (4), salt (32), the first 16 bytes of SHA-256 over all that, HMAC (32). `undefined` where it is not such a
 * hash or its checksum is wrong, so that a broken hash is never taken for a wrong PIN.
 */
export function readScryptHeader(hash: Uint8Array): KdfParameters | undefined {
  if (hash.length !== HASH_BYTES) return undefined;
  const bytes = Buffer.from(hash.buffer, hash.byteOffset, hash.length);
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const checksum = createHash('sha256').update(bytes.subarray(0, CHECKSUM_AT)).digest();
  if (!bytes.subarray(CHECKSUM_AT, CHECKSUM_END).equals(checksum.subarray(0, CHECKSUM_END - CHECKSUM_AT))) {
    return undefined;
  }
  return { logN: bytes.readUInt8(7), r: bytes.readUInt32BE(8), p: bytes.readUInt32BE(12) };
}
