import type { VerifiedAssertion } from '@authfactor/client/verify';

/**
 * Whether assertions that were checked before are those of one person, in one session, one for each factor, in this
 * order. It is all that this demo has of a policy: which factors suffice for which operation is not known here.
 */
export const allVerifiedInOrder = (
  factorTypes: readonly string[],
  sessionId: string,
  assertions: readonly VerifiedAssertion[],
): boolean => {
  const [first] = assertions;
  if (first === undefined || assertions.length !== factorTypes.length) return false;
  if (new Set(assertions.map(({ txn }) => txn)).size !== assertions.length) return false;
  return assertions.every((claims, index) => {
    const isSamePerson = claims.iss === first.iss && claims.tenant === first.tenant && claims.sub === first.sub;
    const isLater = claims.auth_time >= (assertions[index - 1]?.auth_time ?? 0);
    return isSamePerson && isLater && claims.sid === sessionId && claims.factor === factorTypes[index];
  });
};
