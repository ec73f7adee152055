export {
  type AssertionClaims,
  AssertionError,
  type AssertionErrorCode,
  type AssertionVerifier,
  type AssertionVerifierOptions,
  createAssertionVerifier,
  createMemorySeenStore,
  type ExpectedClaims,
  FACTOR_ASSERTION_TYPE,
  type SeenStore,
  type VerifiedAssertion,
} from '@authfactor/assertion/verify';
