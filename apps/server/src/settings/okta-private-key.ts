import { createPrivateKey, type KeyObject } from 'node:crypto';
import { isClientKey } from '@authfactor/okta-push';
import { mistaken, type Parsed, parsed } from './parsed.ts';

/** A file as it lies there. `text` is secret. */
export interface PrivateKeyFile {
  readonly path: string;
  readonly text: string;
  /** Whether others than its owner may read it. */
  readonly exposed: boolean;
}

export interface OktaPrivateKey {
  readonly path: string;
  /** Prints without the key. */
  readonly key: KeyObject;
  /** The `kid` of a JWK. */
  readonly keyId?: string;
}

const KINDS =
  'must hold a private key in PEM or as a JWK, without a passphrase: RSA of 2048 bits or more, or EC on P-256, P-384 or P-521';

/** Reads a key that Okta takes for `private_key_jwt` (RS256, ES256 and their longer kin). No message quotes the file. */
export const parseOktaPrivateKey = ({ path, text, exposed }: PrivateKeyFile): Parsed<OktaPrivateKey> => {
  if (exposed) return mistaken(`names a key file that others may read: ${path}; set its mode to 0600`);
  try {
    const jwk = text.trimStart().startsWith('{') ? readJwk(text) : undefined;
    const key = jwk === undefined ? createPrivateKey(text) : createPrivateKey({ key: jwk, format: 'jwk' });
    if (!isClientKey(key)) return mistaken(KINDS);
    return parsed({ path, key, ...(typeof jwk?.kid === 'string' && jwk.kid !== '' ? { keyId: jwk.kid } : {}) });
  } catch {
    return mistaken(KINDS);
  }
};

const readJwk = (text: string): Record<string, unknown> => {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new TypeError('Not a JWK');
  return { ...value };
};
