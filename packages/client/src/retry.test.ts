import { expect, test } from 'vitest';
import { AuthFactorError } from './auth-factor-error.ts';
import type { ErrorReason } from './error-reason.ts';
import { retryDelay } from './retry.ts';
import type { StatusCode } from './transport.ts';

const BACKOFF = { baseMs: 100, maxMs: 2_000 };
const failure = (reason: ErrorReason, code: StatusCode, retryAfter?: number) =>
  new AuthFactorError('refused', { reason, code, retryAfter });

test.each<[ErrorReason, StatusCode, number | undefined, boolean]>([
  ['OVERLOADED', 'RESOURCE_EXHAUSTED', 50, true],
  ['OVERLOADED', 'RESOURCE_EXHAUSTED', undefined, true],
  ['RATE_LIMITED', 'RESOURCE_EXHAUSTED', 50, true],
  ['RATE_LIMITED', 'RESOURCE_EXHAUSTED', undefined, false],
  ['CONCURRENT_ATTEMPT', 'ABORTED', 50, true],
  ['DEPENDENCY_UNAVAILABLE', 'UNAVAILABLE', 50, true],
  ['UNKNOWN', 'UNAVAILABLE', undefined, true],
  ['SUBJECT_LOCKED', 'FAILED_PRECONDITION', 50, false],
  ['STALE_REVISION', 'ABORTED', undefined, false],
  ['UNKNOWN', 'ABORTED', undefined, false],
  ['UNKNOWN', 'RESOURCE_EXHAUSTED', undefined, false],
  ['INTERNAL', 'INTERNAL', undefined, false],
  ['DEADLINE_EXCEEDED', 'DEADLINE_EXCEEDED', undefined, false],
  ['CREDENTIAL_DAMAGED', 'DATA_LOSS', undefined, false],
  ['UNAUTHENTICATED', 'UNAUTHENTICATED', undefined, false],
])('%s with %s and retryAfter %s is repeated: %s', (reason, code, retryAfter, repeated) => {
  expect(retryDelay(failure(reason, code, retryAfter), 0, BACKOFF, () => 0.5) !== undefined).toBe(repeated);
});

test('the wait doubles to its ceiling, with jitter from nothing to all of it', () => {
  const overloaded = failure('OVERLOADED', 'RESOURCE_EXHAUSTED');
  const longest = [0, 1, 2, 10, 5_000].map((failures) => retryDelay(overloaded, failures, BACKOFF, () => 1));
  expect(longest).toEqual([100, 200, 400, 2_000, 2_000]);
  expect(retryDelay(overloaded, 3, BACKOFF, () => 0)).toBe(0);
});

test('what the server asks for comes first', () => {
  expect(retryDelay(failure('OVERLOADED', 'RESOURCE_EXHAUSTED', 700), 0, BACKOFF, () => 0.5)).toBe(750);
});
