import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { join } from 'node:path';
import type { JWK } from 'jose';
import { readOrCreateKeyFile } from './key-file.ts';

/** Issues access tokens for an installation that has no identity provider. */
export interface LocalIssuer {
  readonly publicJwk: JWK;
  /** A compact JWS of the claims, `typ: at+jwt` (RFC 9068). */
  issue(claims: Readonly<Record<string, unknown>>): string;
}

/** The local issuer's key in the data folder. */
export const localIssuerFile = (dataDir: string): string => join(dataDir, 'token-issuer.json');

/** Loads the Ed25519 key (a private JWK, RFC 8037) of the local issuer, making it if it is absent. */
export const loadOrCreateLocalIssuer = async (file: string): Promise<LocalIssuer> => {
  const text = await readOrCreateKeyFile(file, () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    return `${JSON.stringify(privateKey.export({ format: 'jwk' }))}\n`;
  });
  const privateKey = readPrivateKey(text, file);
  const { kty = '', crv = '', x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  // The thumbprint of RFC 7638: required members only, in this order.
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const header = encode({ alg: 'EdDSA', typ: 'at+jwt', kid });
  return {
    publicJwk: { kty, crv, x, kid, alg: 'EdDSA', use: 'sig' },
    issue: (claims) => {
      const input = `${header}.${encode(claims)}`;
      return `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`;
    },
  };
};

const readPrivateKey = (text: string, file: string): KeyObject => {
  try {
    const key = createPrivateKey({ key: JSON.parse(text), format: 'jwk' });
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // The cause would quote the file.
  }
  throw new Error(`The token issuer's key in ${file} is not an Ed25519 private JWK; restore it, or move it away`);
};
