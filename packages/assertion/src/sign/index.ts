export { type AssertionClaims, FACTOR_ASSERTION_TYPE, MAX_LIFETIME_SECONDS } from '../claims.ts';
export { type AssertionSigner, type AssertionSignerOptions, createAssertionSigner } from './assertion-signer.ts';
export { generateSigningKey, type PublicJwk, parseSigningKey, type SigningJwk } from './signing-key.ts';
