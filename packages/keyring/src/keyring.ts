import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { type AssociatedData, encodeAssociatedData } from './associated-data.ts';
import { envelopeHeader, formatEnvelope, NONCE_BYTES, parseEnvelope, TAG_BYTES } from './envelope.ts';

import { checkKeyringKeys, type KeyringKeys } from './keyring-keys.ts';

const CIPHER = 'aes-256-gcm';
const OPTIONS = { authTagLength: TAG_BYTES };

/**
 * `damaged`: not an envelope, changed since it was sealed, or sealed with other associated data. `unknown-key`: sealed
 * under a key that is not in the ring; nothing is known about the rest.
 */
export type Opening =
  | { readonly kind: 'opened'; readonly plaintext: Uint8Array }
  | { readonly kind: 'damaged' }
  | { readonly kind: 'unknown-key'; readonly keyId: string };

export interface KeyringOptions extends KeyringKeys {
  /** Gives `size` unpredictable bytes, never the same twice. For nonces. */
  readonly random?: (size: number) => Uint8Array;
}

export interface Keyring {
  /** The id of the key that `seal` uses. */
  readonly current: string;
  /**
   * Encrypts `plaintext` under the current key and binds it to `associated` and the key's id. Gives a base64url
   * envelope, never the same twice. Throws `KeyringError` (`invalid-associated-data`).
   *
   * Nonces are random: after 2^32 envelopes a key must give way to a new one (NIST SP 800-38D, section 8.3).
   */
  seal(plaintext: Uint8Array, associated: AssociatedData): string;
  /** The reverse, under whichever key of the ring sealed it. The plaintext is the caller's to wipe. */
  open(envelope: string, associated: AssociatedData): Opening;
}

/**
 * A ring of AES-256-GCM keys (NIST SP 800-38D): all of them open, the current one seals. Synchronous, because behind a
 * thread pool that is busy hashing an asynchronous cipher waits for hundreds of ms. Throws `KeyringError`
 * (`invalid-ring`).
 */
export function createKeyring({ keys, current, random = randomBytes }: KeyringOptions): Keyring {
  const sealingKey = checkKeyringKeys({ keys, current });
  const byId = new Map(keys.map((key) => [key.id, key]));
  return {
    current,
    seal(plaintext, associated) {
      const header = envelopeHeader(current);
      const nonce = random(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, sealingKey.reveal(), nonce, OPTIONS);
      cipher.setAAD(Buffer.concat([header, encodeAssociatedData(associated)]));
      const ciphertext = cipher.update(plaintext);
      cipher.final();
      return formatEnvelope({ header, nonce, ciphertext, tag: cipher.getAuthTag() });
    },
    open(envelope, associated) {
      const bound = encodeAssociatedData(associated);
      const parsed = parseEnvelope(envelope);
      if (!parsed) return { kind: 'damaged' };
      const key = byId.get(parsed.keyId);
      if (!key) return { kind: 'unknown-key', keyId: parsed.keyId };
      const decipher = createDecipheriv(CIPHER, key.reveal(), parsed.nonce, OPTIONS);
      decipher.setAAD(Buffer.concat([parsed.header, bound]));
      decipher.setAuthTag(parsed.tag);
      const plaintext = decipher.update(parsed.ciphertext);
      try {
        decipher.final();
      } catch {
        plaintext.fill(0);
        return { kind: 'damaged' };
      }
      return { kind: 'opened', plaintext };
    },
  };
}
