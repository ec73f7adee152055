export { type AssertionClaims, FACTOR_ASSERTION_TYPE } from '../claims.ts';
export { AssertionError, type AssertionErrorCode } from './assertion-error.ts';
export {
  type AssertionVerifier,
  type AssertionVerifierOptions,
  createAssertionVerifier,
  type ExpectedClaims,
} from './assertion-verifier.ts';
export type { VerifiedAssertion } from './read-claims.ts';
export { createMemorySeenStore, type SeenStore } from './seen-store.ts';
