import { setTimeout as sleep } from 'node:timers/promises';
import { AuthFactorError } from '../auth-factor-error.ts';
import { type Backoff, backoffDelay, retryDelay } from '../retry.ts';

export interface PersistOptions {
  /** Of `performance.now()`: a repeat that would come later is not made. */
  readonly until: number;
  /** No repeat comes sooner than this after the failure, in ms. */
  readonly leastMs?: number;
  readonly backoff: Backoff;
  readonly random: () => number;
  /** Ends the wait for a repeat, which then rejects with the signal's reason. */
  readonly signal: AbortSignal;
}

/**
 * Makes a call that may be repeated, again and again while it fails for a reason that passes. Rejects with the last error
 * when time is up, and with any other error at once.
 */
export const persist = async <T>(call: () => Promise<T>, options: PersistOptions): Promise<T> => {
  for (let failures = 0; ; failures++) {
    try {
      return await call();
    } catch (error) {
      const delay = passingDelay(error, failures, options);
      if (delay === undefined || performance.now() + delay > options.until) throw error;
      await sleep(delay, undefined, { signal: options.signal }).catch(() => options.signal.throwIfAborted());
    }
  }
};

const passingDelay = (
  error: unknown,
  failures: number,
  { leastMs = 0, backoff, random }: PersistOptions,
): number | undefined => {
  if (!(error instanceof AuthFactorError)) return undefined;
  // The caller's own repeats stop at these two; here there is time for more.
  const passes = error.reason === 'DEADLINE_EXCEEDED' || error.reason === 'RATE_LIMITED';
  const delay = retryDelay(error, failures, backoff, random);
  if (delay === undefined && !passes) return undefined;
  return Math.max(leastMs, delay ?? backoffDelay(failures, backoff, random));
};
