import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** A private Ed25519 key as JWK (RFC 8037), the content of a signing key file. Secret: `d` is the key. */
export interface SigningJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly d: string;
  readonly kid: string;
  readonly alg: 'EdDSA';
  readonly use: 'sig';
}

/** A public Ed25519 key as JWK. */
export type PublicJwk = Omit<SigningJwk, 'd'>;

/** Makes a new key. Its `kid` is the key's thumbprint (RFC 7638). */
export function generateSigningKey(): SigningJwk {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { d } = privateKey.export({ format: 'jwk' });
  if (d === undefined) throw new TypeError('This Node.js does not export Ed25519 keys as JWK; use Node.js 26');
  const { x } = publicPart(privateKey);
  return { kty: 'OKP', crv: 'Ed25519', x, d, kid: thumbprint(x), alg: 'EdDSA', use: 'sig' };
}

/**
 * Reads the text of a signing key file. Throws a `TypeError` that says nothing of the text: not even a part of it may
 * reach a log.
 */
export function parseSigningKey(text: string): SigningJwk {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new TypeError('The signing key is not JSON; write a JWK as generateSigningKey makes it');
  }
  const { kty, crv, x, d, kid } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (kty !== 'OKP' || crv !== 'Ed25519' || typeof x !== 'string' || typeof d !== 'string') {
    throw new TypeError('The signing key is not a private Ed25519 JWK; give kty "OKP", crv "Ed25519", x and d');
  }
  if (typeof kid !== 'string' || kid === '') {
    throw new TypeError('The signing key has no kid; give it one that no other key has');
  }
  const jwk: SigningJwk = { kty, crv, x, d, kid, alg: 'EdDSA', use: 'sig' };
  if (publicPart(importSigningKey(jwk)).x !== x) {
    throw new TypeError('The signing key contradicts itself: x is not the public half of d');
  }
  return jwk;
}

/** The key object of a JWK. Throws a `TypeError` that says nothing of the key. */
export function importSigningKey(jwk: SigningJwk): KeyObject {
  try {
    return createPrivateKey({ key: { ...jwk }, format: 'jwk' });
  } catch {
    throw new TypeError('The signing key cannot be imported; make a new one with generateSigningKey');
  }
}

/** The `x` of a private Ed25519 key, from the key itself. */
export function publicPart(key: KeyObject): { readonly x: string } {
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  if (x === undefined) throw new TypeError('The signing key has no public half; give an Ed25519 key');
  return { x };
}

const thumbprint = (x: string): string =>
  createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
