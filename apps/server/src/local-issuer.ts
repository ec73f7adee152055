import { createPrivateKey, sign } from 'node:crypto';
import { join } from 'node:path';
import type { PublicJwk } from '@authfactor/assertion/sign';
import { loadOrCreateSigningKey } from './signing-key-file.ts';

/** Issues access tokens for an installation that has no identity provider. */
export interface LocalIssuer {
  readonly file: string;
  /** Whether this call made the key. */
  readonly created: boolean;
  readonly publicJwk: PublicJwk;
  /** A compact JWS of the claims, `typ: at+jwt` (RFC 9068). */
  issue(claims: Readonly<Record<string, unknown>>): string;
}

/** Loads the local issuer's key from the data folder, making it if it is absent. */
export const loadOrCreateLocalIssuer = async (dataDir: string): Promise<LocalIssuer> => {
  const file = join(dataDir, 'token-issuer.json');
  const { key, created } = await loadOrCreateSigningKey(file);
  const { d: _secret, ...publicJwk } = key;
  const privateKey = createPrivateKey({ key: { ...key }, format: 'jwk' });
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const header = encode({ alg: key.alg, typ: 'at+jwt', kid: key.kid });
  return {
    file,
    created,
    publicJwk,
    issue: (claims) => {
      const input = `${header}.${encode(claims)}`;
      return `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`;
    },
  };
};
