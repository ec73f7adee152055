import { createHash, randomBytes } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';

export type ProofCheck =
  | { readonly kind: 'proved'; readonly thumbprint: string }
  | { readonly kind: 'missing' | 'invalid' | 'nonce' };

export interface ProofRequest {
  readonly proof: string | undefined;
  readonly method: string;
  /** Without query and fragment. */
  readonly url: string;
  /** Where the request uses one. */
  readonly accessToken?: string;
  readonly nonceDemanded: boolean;
}

/** Checks DPoP proofs, as RFC 9449, section 4.3 demands. */
export interface DpopProofs {
  check(request: ProofRequest): Promise<ProofCheck>;
  nonce(): string;
  /** Makes the nonce that clients know useless. */
  renewNonce(): void;
}

const FRESH_S = 60;

export function createDpopProofs(): DpopProofs {
  let nonce = randomBytes(12).toString('base64url');
  const seen = new Set<string>();
  return {
    nonce: () => nonce,
    renewNonce() {
      nonce = randomBytes(12).toString('base64url');
    },
    async check({ proof, method, url, accessToken, nonceDemanded }) {
      if (proof === undefined) return { kind: 'missing' };
      try {
        const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
          typ: 'dpop+jwt',
          algorithms: ['ES256', 'RS256'],
          maxTokenAge: FRESH_S,
          requiredClaims: ['jti', 'htm', 'htu', 'iat'],
        });
        const ath = accessToken && createHash('sha256').update(accessToken).digest('base64url');
        const { jti = '', htm, htu } = payload;
        const jwk = protectedHeader.jwk;
        if (htm !== method || htu !== url || payload.ath !== ath || jwk === undefined || seen.has(jti)) {
          return { kind: 'invalid' };
        }
        seen.add(jti);
        if (nonceDemanded && payload.nonce !== nonce) return { kind: 'nonce' };
        return { kind: 'proved', thumbprint: await calculateJwkThumbprint(jwk) };
      } catch {
        return { kind: 'invalid' };
      }
    },
  };
}
