import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Kdf } from '@authfactor/soft-pin';

const SALT_AT = 16;
const CHECKSUM_AT = 48;
const TAG_AT = 64;

const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

/**
 * Hashes in scrypt's format that cost nothing, for suites in which the cost of hashing is not what is tested: the
 * parameters stand in the header, where Soft PIN looks for them, and no scrypt runs.
 */
export function createCheapKdf(): Kdf {
  return {
    async hash(pin, { logN, r, p }) {
      const header = Buffer.alloc(CHECKSUM_AT);
      header.write('scrypt\0', 'latin1');
      header.writeUInt8(logN, 7);
      header.writeUInt32BE(r, 8);
      header.writeUInt32BE(p, 12);
      randomBytes(CHECKSUM_AT - SALT_AT).copy(header, SALT_AT);
      return Buffer.concat([header, sha256(header).subarray(0, TAG_AT - CHECKSUM_AT), sha256(header, pin)]);
    },
    async verify(hash, pin) {
      return timingSafeEqual(sha256(hash.subarray(0, CHECKSUM_AT), pin), hash.subarray(TAG_AT));
    },
  };
}
