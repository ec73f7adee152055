import type { Operation } from '../operation.ts';

export type Limits = Partial<Record<Operation, number>>;

export interface LimitState {
  readonly exceeded: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

const DEFAULT_LIMIT = 600;

/** Calls in windows of whole spans of the clock, one for each operation, told by Okta's headers. */
export function createRateLimits(limits: Limits, windowMs: number, now: () => number = Date.now) {
  const used = new Map<string, number>();
  return {
    count(operation: Operation): LimitState {
      const window = Math.floor(now() / windowMs);
      const key = `${operation} ${window}`;
      const count = (used.get(key) ?? 0) + 1;
      used.set(key, count);
      const limit = limits[operation] ?? DEFAULT_LIMIT;
      return {
        exceeded: count > limit,
        headers: {
          'X-Rate-Limit-Limit': String(limit),
          'X-Rate-Limit-Remaining': String(Math.max(0, limit - count)),
          'X-Rate-Limit-Reset': String(Math.ceil(((window + 1) * windowMs) / 1_000)),
        },
      };
    },
  };
}
