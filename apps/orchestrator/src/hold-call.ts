import type { VerifiedAssertion } from '@authfactor/client/verify';
import { allVerifiedInOrder } from './all-verified-in-order.ts';
import { describeClaims } from './describe-claims.ts';
import { type NotVerifiedReason, type VerifyFactorOptions, verifyFactor } from './verify-factor.ts';

export type CallEnd = 'verified' | NotVerifiedReason;

export type HoldCallOptions = Omit<VerifyFactorOptions, 'sessionId'>;

/** What tells two assertions of one session apart, and what they share. */
const TELLING = ['factor', 'amr', 'assurance', 'channel', 'auth_time', 'txn', 'sid', 'sub'];

/**
 * One call, which is one session: asks for one factor after the other, ends at the first that is not verified, and shows
 * the signed assertions at the end. Gives how it ended.
 */
export const holdCall = async (factorTypes: readonly string[], options: HoldCallOptions): Promise<CallEnd> => {
  const { screen } = options;
  const sessionId = `call-${crypto.randomUUID()}`;
  const assertions: VerifiedAssertion[] = [];
  for (const factorType of factorTypes) {
    const end = await verifyFactor(factorType, { ...options, sessionId });
    if (end.kind === 'not-verified') return end.reason;
    assertions.push(end.claims);
    if (assertions.length < factorTypes.length) screen.backstage('That alone does not do for this call.');
  }
  const [only] = assertions;
  if (assertions.length === 1 && only !== undefined) {
    screen.backstage('The signed assertion, checked against the published keys, says:');
    for (const line of describeClaims(only)) screen.backstage(`  ${line}`);
    return 'verified';
  }
  screen.backstage('The signed assertions, each checked against the published keys, say:');
  for (const [index, claims] of assertions.entries()) {
    screen.backstage(`${index + 1}. ${claims.factor}`);
    for (const line of describeClaims(claims, TELLING)) screen.backstage(`   ${line}`);
  }
  if (!allVerifiedInOrder(factorTypes, sessionId, assertions)) {
    screen.bad('They do not belong together: not verified.');
    return 'unknown';
  }
  screen.good(`Verified: ${factorTypes.join(', then ')}, in one session.`);
  screen.backstage('That is a check of their claims by this demo itself; there is no package for such policies yet.');
  return 'verified';
};
