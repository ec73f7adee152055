import { isKeyId } from './sealing-key.ts';

/** version (1 byte) · length of the key id (1) · key id · nonce (12) · ciphertext · tag (16) */
const VERSION = 1;

/** 96 bits, the length that needs no hashing in GCM (NIST SP 800-38D, section 5.2.1.1). */
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

export interface Envelope {
  readonly keyId: string;
  /** Everything before the nonce; authenticated with the associated data. */
  readonly header: Uint8Array;
  readonly nonce: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly tag: Uint8Array;
}

export function envelopeHeader(keyId: string): Buffer {
  const id = Buffer.from(keyId, 'ascii');
  return Buffer.concat([Buffer.of(VERSION, id.length), id]);
}

export function formatEnvelope({ header, nonce, ciphertext, tag }: Omit<Envelope, 'keyId'>): string {
  return Buffer.concat([header, nonce, ciphertext, tag]).toString('base64url');
}

/** `undefined` for text that `formatEnvelope` could not have made. */
export function parseEnvelope(text: string): Envelope | undefined {
  const bytes = Buffer.from(text, 'base64url');
  // Node skips what it does not know and drops spare bits; one envelope must have one spelling.
  if (bytes.toString('base64url') !== text) return undefined;
  const [version, idBytes = 0] = bytes;
  const nonceAt = 2 + idBytes;
  const tagAt = bytes.length - TAG_BYTES;
  if (version !== VERSION || tagAt < nonceAt + NONCE_BYTES) return undefined;
  const keyId = bytes.toString('latin1', 2, nonceAt);
  if (!isKeyId(keyId)) return undefined;
  return {
    keyId,
    header: bytes.subarray(0, nonceAt),
    nonce: bytes.subarray(nonceAt, nonceAt + NONCE_BYTES),
    ciphertext: bytes.subarray(nonceAt + NONCE_BYTES, tagAt),
    tag: bytes.subarray(tagAt),
  };
}
