/** The cost of scrypt (RFC 7914, section 2): N = 2^logN, block size r, parallelisation p. Memory: 128·N·r bytes. */
export interface KdfParameters {
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

/**
 * What makes guessing slow. A hash is the 96 bytes of the scrypt file header (see `scrypt-header.ts`), whoever computes
 * it, so that implementations can replace each other.
 */
export interface Kdf {
  /** A new hash with a random salt. The bytes are the caller's to wipe. */
  hash(pin: Uint8Array, parameters: KdfParameters): Promise<Uint8Array>;
  /** Whether `hash` was made from `pin`, compared in constant time. Trusts the parameters in `hash`. */
  verify(hash: Uint8Array, pin: Uint8Array): Promise<boolean>;
}

/** 2^15, 8, 3: the row of the OWASP Password Storage Cheat Sheet with the smallest memory, 32 MiB. */
export const DEFAULT_PARAMETERS: KdfParameters = { logN: 15, r: 8, p: 3 };

export function sameParameters(a: KdfParameters, b: KdfParameters): boolean {
  return a.logN === b.logN && a.r === b.r && a.p === b.p;
}
