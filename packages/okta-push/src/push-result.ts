import type { DeviceStatus } from '@authfactor/factor';
import { isJsonObject, memberOf } from './json.ts';
import { type Transaction, transactionIdOf } from './okta-ids.ts';

/** What "No, it's not me" counts as: Okta's API knows no report beside the denial. */
export type Rejection = 'denied' | 'reported';

interface PushContext {
  readonly orgUrl: string;
  /** Which one was asked about. */
  readonly transaction: Transaction;
  readonly rejection: Rejection;
}

/**
 * Every documented `factorResult`. The transaction has the first four, the description of a verification the rest:
 * https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserFactor/
 */
const RESULTS = {
  WAITING: { kind: 'waiting' },
  // What the description calls it where a number is to be matched.
  'WAITING (with number matching challenge)': { kind: 'waiting' },
  SUCCESS: { kind: 'approved' },
  REJECTED: 'rejection',
  TIMEOUT: { kind: 'timed-out' },
  EXPIRED: { kind: 'timed-out' },
  // By the user.
  CANCELLED: { kind: 'denied' },
  ERROR: { kind: 'failed', reason: 'okta-error' },
  FAILED: { kind: 'failed', reason: 'okta-failed' },
  CHALLENGE: { kind: 'failed', reason: 'okta-challenge' },
  PASSCODE_REPLAYED: { kind: 'failed', reason: 'okta-passcode-replayed' },
  // Right, but at the wrong time: Okta wants another verification.
  TIME_WINDOW_EXCEEDED: { kind: 'failed', reason: 'okta-time-window-exceeded' },
} as const satisfies Record<string, DeviceStatus | 'rejection'>;

/** The names of all results that Okta documents. */
export const FACTOR_RESULTS = Object.keys(RESULTS);

/**
 * How the push stands, by the body of a verification or a transaction; `undefined` where it is none. An approval counts
 * only where nothing in it speaks of an error or of another transaction.
 */
export function readPushResult(
  body: unknown,
  { orgUrl, transaction, rejection }: PushContext,
): DeviceStatus | undefined {
  const name = memberOf(body, 'factorResult');
  if (!isJsonObject(body) || typeof name !== 'string') return undefined;
  const result: DeviceStatus | 'rejection' | undefined = Object.entries(RESULTS).find(([known]) => known === name)?.[1];
  if (result === undefined) return { kind: 'failed', reason: 'okta-unknown-result' };
  if (result === 'rejection') return { kind: rejection };
  if (result.kind === 'approved' && contradicts(body, orgUrl, transaction)) {
    return { kind: 'failed', reason: 'contradictory-approval' };
  }
  if (result.kind !== 'waiting') return result;
  const matchCode = matchCodeOf(body);
  return matchCode === undefined ? result : { kind: 'waiting', matchCode };
}

function contradicts(body: unknown, orgUrl: string, transaction: Transaction): boolean {
  if (memberOf(body, 'errorCode') !== undefined || memberOf(body, 'errorSummary') !== undefined) return true;
  return ['poll', 'cancel'].some((name) => {
    const link = memberOf(body, '_links', name);
    return (
      link !== undefined && transactionIdOf(memberOf(link, 'href'), orgUrl, transaction) !== transaction.transactionId
    );
  });
}

/** The number that the user must choose among those on the device. */
export function matchCodeOf(body: unknown): string | undefined {
  const answer = memberOf(body, '_embedded', 'challenge', 'correctAnswer');
  const text = typeof answer === 'number' || typeof answer === 'string' ? String(answer) : '';
  return /^\d{1,3}$/.test(text) ? text : undefined;
}
