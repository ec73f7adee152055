import type { AuthFactorError } from './auth-factor-error.ts';
import type { ErrorReason } from './error-reason.ts';

/** Waits grow from `baseMs`, doubling, to `maxMs`. */
export interface Backoff {
  readonly baseMs: number;
  readonly maxMs: number;
}

/** Failures that the contract allows to repeat with the same request id: nothing was counted, or it counts once. */
const REPEATABLE: ReadonlySet<ErrorReason> = new Set<ErrorReason>([
  'OVERLOADED',
  'RATE_LIMITED',
  'CONCURRENT_ATTEMPT',
  'DEPENDENCY_UNAVAILABLE',
]);

/**
 * How long to wait before the call is repeated, in ms; `undefined`: it must not be. `failures` counts those before this
 * one, `random` gives [0, 1). Backoff on top of what the server asked for.
 */
export const retryDelay = (
  error: AuthFactorError,
  failures: number,
  backoff: Backoff,
  random: () => number,
): number | undefined => {
  // Without a reason the answer is not the service's own: the connection, or something between, failed.
  const lostOnTheWay = error.reason === 'UNKNOWN' && error.code === 'UNAVAILABLE';
  if (!lostOnTheWay && !REPEATABLE.has(error.reason)) return undefined;
  // A rate limit that names no time is not about to end.
  if (error.reason === 'RATE_LIMITED' && error.retryAfter === undefined) return undefined;
  return (error.retryAfter ?? 0) + backoffDelay(failures, backoff, random);
};

/** Exponential backoff with full jitter, in ms. */
export const backoffDelay = (failures: number, { baseMs, maxMs }: Backoff, random: () => number): number =>
  random() * Math.min(maxMs, baseMs * 2 ** Math.min(failures, 30));
