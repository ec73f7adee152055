import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { FACTOR_ASSERTION_TYPE, MAX_LIFETIME_SECONDS } from '../claims.ts';
import { AssertionError } from './assertion-error.ts';
import { readClaims, type VerifiedAssertion } from './read-claims.ts';
import type { SeenStore } from './seen-store.ts';

/** Asymmetric ones only: with HS256 on this list, the public key could be used as an HMAC secret (RFC 8725, 2.1). */
const ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256'];

export interface AssertionVerifierOptions {
  /** The issuer's public keys, or where it publishes them. */
  readonly jwks: URL | JSONWebKeySet;
  readonly issuer: string;
  /** The client that the assertion must be for. */
  readonly audience: string;
  /** Makes each assertion usable once. Left out, the consumer has to see to that. */
  readonly seen?: SeenStore;
  /** Ms since the Unix epoch. */
  readonly now?: () => number;
  /** How far the two clocks may be apart, in seconds. 5 by default. */
  readonly clockTolerance?: number;
}

/** What the consumer knows, and the assertion has to agree with. */
export interface ExpectedClaims {
  readonly subject?: string;
  readonly session?: string;
  readonly tenant?: string;
}

export interface AssertionVerifier {
  /**
   * Gives the claims of a good assertion, and marks it as used. Rejects with `AssertionError` otherwise; one that is
   * refused is not marked.
   */
  verify(token: string, expected?: ExpectedClaims): Promise<VerifiedAssertion>;
}

/** Verifies factor assertions. Runs in a browser too. */
export function createAssertionVerifier(options: AssertionVerifierOptions): AssertionVerifier {
  const { issuer, audience, seen, now = Date.now, clockTolerance = 5 } = options;
  const getKey: JWTVerifyGetKey =
    options.jwks instanceof URL ? createRemoteJWKSet(options.jwks) : createLocalJWKSet(options.jwks);

  return {
    async verify(token, expected = {}) {
      const { payload } = await jwtVerify(token, getKey, {
        algorithms: ALGORITHMS,
        typ: FACTOR_ASSERTION_TYPE,
        issuer,
        audience,
        clockTolerance,
        currentDate: new Date(now()),
        requiredClaims: ['exp', 'iat'],
      }).catch((error: unknown) => {
        throw translate(error);
      });
      const claims = readClaims(payload);
      checkLife(claims, now() / 1000 + clockTolerance);
      checkExpected(claims, expected);
      const id = JSON.stringify([claims.iss, claims.jti]);
      if (seen !== undefined && !(await seen.claim(id, claims.exp + clockTolerance))) {
        throw new AssertionError('replayed', 'The assertion was used before; verify the caller again');
      }
      return claims;
    },
  };
}

function checkLife(claims: VerifiedAssertion, latest: number): void {
  if (claims.exp - claims.iat > MAX_LIFETIME_SECONDS) {
    throw new AssertionError(
      'malformed',
      `The assertion lives longer than ${MAX_LIFETIME_SECONDS} s; do not accept it`,
    );
  }
  if (claims.iat > latest) {
    throw new AssertionError('not-yet-valid', 'The assertion is from the future; check the clocks of both sides');
  }
}

function checkExpected(claims: VerifiedAssertion, expected: ExpectedClaims): void {
  const pairs = [
    ['subject', claims.sub, expected.subject],
    ['session', claims.sid, expected.session],
    ['tenant', claims.tenant, expected.tenant],
  ] as const;
  for (const [what, actual, wanted] of pairs) {
    if (wanted !== undefined && actual !== wanted) {
      throw new AssertionError(`wrong-${what}`, `The assertion is for another ${what}; verify the caller again`);
    }
  }
}

function translate(error: unknown): AssertionError {
  if (error instanceof errors.JWTExpired)
    return refuse('expired', 'The assertion has expired; verify the caller again');
  if (error instanceof errors.JWTClaimValidationFailed) return fromClaim(error.claim);
  if (error instanceof errors.JWKSTimeout) return unavailable(error);
  if (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  ) {
    return refuse('not-trusted', 'The assertion is not signed by a key of the issuer; do not accept it');
  }
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) {
    return refuse('malformed', 'The assertion is not a signed JWT; take one that the service issued');
  }
  return unavailable(error);
}

function fromClaim(claim: string): AssertionError {
  switch (claim) {
    case 'typ':
      return refuse('wrong-type', `The token is not a factor assertion; its typ must be ${FACTOR_ASSERTION_TYPE}`);
    case 'iss':
      return refuse('wrong-issuer', 'The assertion is from another issuer; check which service it came from');
    case 'aud':
      return refuse('wrong-audience', 'The assertion is for another client; each client has to ask for its own');
    case 'nbf':
      return refuse('not-yet-valid', 'The assertion is not valid yet; check the clocks of both sides');
    default:
      return refuse('malformed', 'A claim of the assertion is missing or wrong; take one that the service issued');
  }
}

// No cause: jose puts the token's payload into its claim errors.
const refuse = (code: AssertionError['code'], message: string): AssertionError => new AssertionError(code, message);

const unavailable = (cause: unknown): AssertionError =>
  new AssertionError('keys-unavailable', "The issuer's keys could not be read; try again", { cause });
