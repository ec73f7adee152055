import { type KeyObject, sign as signBytes } from 'node:crypto';
import { type AssertionClaims, FACTOR_ASSERTION_TYPE, MAX_LIFETIME_SECONDS } from '../claims.ts';
import { importSigningKey, type PublicJwk, publicPart, type SigningJwk } from './signing-key.ts';

export interface AssertionSignerOptions {
  /** A private Ed25519 key. */
  readonly key: KeyObject | SigningJwk;
  /** The `kid` under which the public half is published. */
  readonly keyId: string;
  /** The `iss` of every assertion. */
  readonly issuer: string;
}

export interface AssertionSigner {
  /**
   * Signs a factor assertion (compact JWS, EdDSA). The same claims give the same token. Throws a `RangeError` if `exp`
   * is not within 120 s after `iat`.
   */
  sign(claims: AssertionClaims): string;
  /** The key set to publish. */
  publicJwks(): { keys: PublicJwk[] };
}

/**
 * Signs synchronously: an asynchronous signature waits behind every KDF in the thread pool. Throws a `TypeError` if the
 * key is not a private Ed25519 key.
 */
export function createAssertionSigner(options: AssertionSignerOptions): AssertionSigner {
  const { keyId, issuer } = options;
  const key = 'kty' in options.key ? importSigningKey(options.key) : options.key;
  if (key.type !== 'private' || key.asymmetricKeyType !== 'ed25519') {
    throw new TypeError('Assertions are signed with Ed25519; give a private Ed25519 key');
  }
  const { x } = publicPart(key);
  const header = encode({ alg: 'EdDSA', typ: FACTOR_ASSERTION_TYPE, kid: keyId });
  const jwk: PublicJwk = { kty: 'OKP', crv: 'Ed25519', x, kid: keyId, alg: 'EdDSA', use: 'sig' };

  return {
    sign(claims) {
      if (!(claims.exp > claims.iat && claims.exp - claims.iat <= MAX_LIFETIME_SECONDS)) {
        throw new RangeError(`An assertion lives at most ${MAX_LIFETIME_SECONDS} s; give an exp within that after iat`);
      }
      const { aud, sub, tenant, jti, iat, exp, sid, amr, auth_time, txn, factor, assurance, channel, purpose } = claims;
      // Listed one by one: nothing else may slip in, and the order, so the token, is always the same.
      const payload = encode({
        iss: issuer,
        aud,
        sub,
        tenant,
        jti,
        iat,
        exp,
        sid,
        amr,
        auth_time,
        txn,
        factor,
        assurance,
        channel,
        purpose,
      });
      const input = `${header}.${payload}`;
      return `${input}.${signBytes(null, Buffer.from(input), key).toString('base64url')}`;
    },
    publicJwks: () => ({ keys: [{ ...jwk }] }),
  };
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
