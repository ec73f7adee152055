import { expect, test } from 'vitest';
import { AuthFactorError } from '../auth-factor-error.ts';
import type { ErrorReason } from '../error-reason.ts';
import type { StatusCode } from '../transport.ts';
import { persist } from './persist.ts';

const failure = (reason: ErrorReason, code: StatusCode, retryAfter?: number) =>
  new AuthFactorError('refused', { reason, code, retryAfter });

/** Fails with each error in turn, then answers. */
const setUp = (
  errors: readonly unknown[],
  options: { lastsMs?: number; leastMs?: number; signal?: AbortSignal } = {},
) => {
  const times: number[] = [];
  const { lastsMs = 60_000, leastMs = 0, signal = new AbortController().signal } = options;
  const result = persist(
    async () => {
      times.push(performance.now());
      if (times.length <= errors.length) throw errors[times.length - 1];
      return 'answer';
    },
    { until: performance.now() + lastsMs, leastMs, backoff: { baseMs: 1, maxMs: 2 }, random: () => 0.5, signal },
  );
  return { result, times };
};

test.each<[ErrorReason, StatusCode, number | undefined, boolean]>([
  ['UNKNOWN', 'UNAVAILABLE', undefined, true],
  ['DEPENDENCY_UNAVAILABLE', 'UNAVAILABLE', 1, true],
  ['OVERLOADED', 'RESOURCE_EXHAUSTED', 1, true],
  ['RATE_LIMITED', 'RESOURCE_EXHAUSTED', 1, true],
  ['RATE_LIMITED', 'RESOURCE_EXHAUSTED', undefined, true],
  ['CONCURRENT_ATTEMPT', 'ABORTED', 1, true],
  ['DEADLINE_EXCEEDED', 'DEADLINE_EXCEEDED', undefined, true],
  ['CHALLENGE_NOT_FOUND', 'NOT_FOUND', undefined, false],
  ['CHALLENGE_CLOSED', 'FAILED_PRECONDITION', undefined, false],
  ['SUBJECT_LOCKED', 'FAILED_PRECONDITION', undefined, false],
  ['CREDENTIAL_DAMAGED', 'DATA_LOSS', undefined, false],
  ['UNAUTHENTICATED', 'UNAUTHENTICATED', undefined, false],
  ['INTERNAL', 'INTERNAL', undefined, false],
])('%s with %s and retryAfter %s passes: %s', async (reason, code, retryAfter, passes) => {
  const error = failure(reason, code, retryAfter);
  const { result, times } = setUp([error, error]);
  if (passes) expect(await result).toBe('answer');
  else await expect(result).rejects.toBe(error);
  expect(times).toHaveLength(passes ? 3 : 1);
});

test('what is no error of the service does not pass', async () => {
  const error = new Error('defect');
  await expect(setUp([error]).result).rejects.toBe(error);
});

test('a repeat keeps its distance, and what the server asks for', async () => {
  const { result, times } = setUp(
    [failure('UNKNOWN', 'UNAVAILABLE'), failure('RATE_LIMITED', 'RESOURCE_EXHAUSTED', 60)],
    { leastMs: 30 },
  );
  await result;
  const [first = 0, second = 0, third = 0] = times;
  expect(second - first).toBeGreaterThanOrEqual(29);
  expect(third - second).toBeGreaterThanOrEqual(59);
});

test('a repeat that would come too late is not made', async () => {
  const error = failure('OVERLOADED', 'RESOURCE_EXHAUSTED', 60_000);
  await expect(setUp([error], { lastsMs: 1_000 }).result).rejects.toBe(error);
});

test('a signal ends the wait with its reason', async () => {
  const controller = new AbortController();
  const reason = new Error('the line was cut');
  const { result } = setUp([failure('OVERLOADED', 'RESOURCE_EXHAUSTED', 50_000)], { signal: controller.signal });
  setImmediate(() => controller.abort(reason));
  await expect(result).rejects.toBe(reason);
});
