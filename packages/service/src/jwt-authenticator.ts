import type { Caller } from '@authfactor/engine';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeJwt,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import type { Authentication, Authenticator } from './authenticator.ts';
import { createTokenCache } from './token-cache.ts';
import { type ClaimNames, readCaller } from './token-claims.ts';

/** Asymmetric algorithms only: a secret that verifies could sign as well (RFC 8725, 2.1 and 3.1). */
export type TokenAlgorithm = 'EdDSA' | 'Ed25519' | 'ES256' | 'ES384' | 'RS256' | 'PS256';

/** Whose tokens are accepted. */
export interface TokenIssuer {
  readonly issuer: string;
  readonly audience: string;
  /** The issuer's public keys, or where it publishes them. */
  readonly jwks: JSONWebKeySet | URL;
  /** All of `TokenAlgorithm` by default. */
  readonly algorithms?: readonly TokenAlgorithm[];
}

export interface JwtAuthenticatorOptions {
  readonly issuers: readonly TokenIssuer[];
  /** `sub` by default. */
  readonly subjectClaim?: string;
  /** `tenants` by default. */
  readonly tenantsClaim?: string;
  /** `scope` by default; some issuers use `scp`. */
  readonly scopeClaim?: string;
  /** Ms since the Unix epoch. */
  readonly now?: () => number;
}

const ALL_ALGORITHMS: readonly TokenAlgorithm[] = ['EdDSA', 'Ed25519', 'ES256', 'ES384', 'RS256', 'PS256'];

/** Kinds of token that are no access tokens, our own assertions above all, must not pass as one (RFC 8725, 3.11). */
const TOKEN_TYPES: ReadonlySet<string> = new Set(['', 'jwt', 'at+jwt', 'application/jwt', 'application/at+jwt']);

const CLOCK_TOLERANCE_SECONDS = 5;
const CACHED_TOKENS = 10_000;

interface Verifier {
  readonly options: TokenIssuer;
  readonly getKey: JWTVerifyGetKey;
}

/**
 * Verifies JWTs (RFC 9068, RFC 8725). A verified token is remembered until it expires, so a key that was withdrawn
 * serves tokens that were seen before until then. Throws a `TypeError` if two issuers have one name.
 */
export function createJwtAuthenticator(options: JwtAuthenticatorOptions): Authenticator {
  const { now = Date.now, subjectClaim = 'sub', tenantsClaim = 'tenants', scopeClaim = 'scope' } = options;
  const names: ClaimNames = { subject: subjectClaim, tenants: tenantsClaim, scope: scopeClaim };
  const verifiers = new Map<string, Verifier>();
  for (const issuer of options.issuers) {
    if (verifiers.has(issuer.issuer)) throw new TypeError(`The issuer ${issuer.issuer} is given twice; give it once`);
    const getKey = issuer.jwks instanceof URL ? createRemoteJWKSet(issuer.jwks) : createLocalJWKSet(issuer.jwks);
    verifiers.set(issuer.issuer, { options: issuer, getKey });
  }
  const cache = createTokenCache<Caller>({ limit: CACHED_TOKENS, now });

  async function verify(token: string): Promise<Authentication> {
    const verifier = verifiers.get(readIssuer(token) ?? '');
    if (verifier === undefined) return refuse('The token is not from an issuer that is trusted here; get one that is');
    const { issuer, audience, algorithms = ALL_ALGORITHMS } = verifier.options;
    const { payload, protectedHeader } = await jwtVerify(token, verifier.getKey, {
      issuer,
      audience,
      algorithms: [...algorithms],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(now()),
      requiredClaims: ['exp'],
    });
    if (!TOKEN_TYPES.has((protectedHeader.typ ?? '').toLowerCase())) {
      return refuse('The token is not an access token; get one of type at+jwt');
    }
    const caller = readCaller(payload, names);
    if (typeof caller === 'string') return refuse(caller);
    cache.set(token, caller, (payload.exp ?? 0) * 1000);
    return { kind: 'authenticated', caller };
  }

  return {
    async authenticate(token) {
      const caller = cache.get(token);
      if (caller !== undefined) return { kind: 'authenticated', caller };
      try {
        return await verify(token);
      } catch (error) {
        return explain(error);
      }
    },
  };
}

/** Only chooses whose keys to verify with; nothing is believed yet. */
function readIssuer(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

const refuse = (why: string): Authentication => ({ kind: 'refused', why });

function explain(error: unknown): Authentication {
  if (error instanceof errors.JWTExpired) return refuse('The token has expired; get a new one');
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'aud') return refuse('The token is for another audience; get one for this service');
    if (error.claim === 'nbf') return refuse('The token is not valid yet; check the clocks of both sides');
    return refuse('A claim of the token is missing or wrong; get another one');
  }
  // A JWKS that cannot be fetched throws the base class, or what fetch throws; every verdict on the token a subclass.
  const isVerdict = error instanceof errors.JOSEError && error.constructor !== errors.JOSEError;
  if (isVerdict && !(error instanceof errors.JWKSTimeout) && !(error instanceof errors.JWKSInvalid)) {
    return refuse('The token is not signed by a key of its issuer; get another one');
  }
  return { kind: 'unavailable', why: "The token issuer's keys cannot be read; try again" };
}
