import * as scryptKdf from 'scrypt-kdf';
import type { Kdf } from './kdf.ts';

// Its types declare named exports, at runtime there is only a default one.
const { default: scrypt } = scryptKdf as unknown as { readonly default: typeof scryptKdf };

/**
 * scrypt by OpenSSL, through scrypt-kdf, in the libuv pool. Rejects when scrypt cannot run (no memory for N·r). `verify`
 * compares with `timingSafeEqual` and trusts the parameters in the hash: check them first.
 */
export function createScryptKdf(): Kdf {
  return {
    hash: (pin, { logN, r, p }) => scrypt.kdf(pin, { logN, r, p }),
    verify: (hash, pin) => scrypt.verify(hash, pin),
  };
}
