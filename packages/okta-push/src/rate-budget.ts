import type { Operation } from './operation.ts';

/** What Okta's rate limits leave, for the whole organisation: Okta counts by endpoint, whoever calls. */
export interface RateBudget {
  /** In ms, how long calls of this operation must wait; 0: not at all. */
  waitMs(operation: Operation): number;
  /** Takes one call out of the budget. To be disposed of when it has ended, noted or not. */
  take(operation: Operation): Disposable;
  /** Learns from a response. For a 429, gives how long to wait, in ms. */
  note(operation: Operation, response: Pick<Response, 'status' | 'headers'>): number;
}

interface RateBudgetOptions {
  /** Ms, from any start, never backwards. */
  readonly monotonic: () => number;
  /** Ms since the Unix epoch. */
  readonly now: () => number;
}

interface Window {
  remaining: number;
  /** Calls that are left to others: to begin challenges, and to the organisation's other applications. */
  readonly reserve: number;
  readonly endsAt: number;
  /** Seconds since the Unix epoch, as Okta says it. */
  readonly reset: number;
}

const SECOND = 1_000;
/** Okta's windows are a minute long; whatever a header says, no pause is longer than this. */
const LONGEST_WAIT_MS = 300 * SECOND;
/** Nor is any after a 429 shorter than this: its header may say 0, or a time that is past by our clock. */
const SHORTEST_WAIT_MS = SECOND;
/** Of a window's calls, those that polls leave alone. */
const RESERVED_FROM_POLLS = 0.1;

/**
 * Keeps to `X-Rate-Limit-Limit`, `-Remaining` and `-Reset` (seconds since the epoch) and to `Retry-After`.
 * https://developer.okta.com/docs/reference/rl-best-practices/
 */
export function createRateBudget({ monotonic, now }: RateBudgetOptions): RateBudget {
  const windows = new Map<Operation, Window>();
  const pausedUntil = new Map<Operation | 'all', number>();
  const underWay = new Map<Operation, number>();

  const left = (until: number | undefined): number => Math.max(0, Math.ceil((until ?? 0) - monotonic()));

  /** From the headers' own idea of the time: our clock may be wrong. */
  function untilReset(headers: Headers, reset: number): number {
    const date = Date.parse(headers.get('date') ?? '');
    const ms = reset * SECOND - (Number.isNaN(date) ? now() : date);
    return Math.min(Math.max(ms, SHORTEST_WAIT_MS), LONGEST_WAIT_MS);
  }

  function noteWindow(operation: Operation, headers: Headers): number | undefined {
    const limit = wholeNumber(headers.get('x-rate-limit-limit'));
    const remaining = wholeNumber(headers.get('x-rate-limit-remaining'));
    const reset = wholeNumber(headers.get('x-rate-limit-reset'));
    if (limit === undefined || remaining === undefined || reset === undefined) return undefined;
    const waitMs = untilReset(headers, reset);
    const known = windows.get(operation);
    const same = known !== undefined && known.reset === reset;
    // Other calls that are still under way may not be in the header.
    const others = Math.max(0, (underWay.get(operation) ?? 0) - 1);
    const reserve = operation === 'poll' ? Math.floor(limit * RESERVED_FROM_POLLS) : 0;
    windows.set(operation, {
      remaining: same ? Math.min(known.remaining, remaining) : remaining - others,
      reserve,
      endsAt: same ? known.endsAt : monotonic() + waitMs,
      reset,
    });
    return waitMs;
  }

  return {
    waitMs(operation) {
      const window = windows.get(operation);
      const spent = window !== undefined && window.remaining <= window.reserve ? left(window.endsAt) : 0;
      return Math.max(spent, left(pausedUntil.get(operation)), left(pausedUntil.get('all')));
    },
    take(operation) {
      const window = windows.get(operation);
      if (window !== undefined) window.remaining -= 1;
      underWay.set(operation, (underWay.get(operation) ?? 0) + 1);
      return {
        [Symbol.dispose]() {
          underWay.set(operation, (underWay.get(operation) ?? 1) - 1);
        },
      };
    },
    note(operation, { status, headers }) {
      const resetMs = noteWindow(operation, headers);
      if (status !== 429) return 0;
      const waitMs = Math.max(retryAfterMs(headers.get('retry-after'), now()) ?? resetMs ?? 0, SHORTEST_WAIT_MS);
      // A limit of 0 is that on simultaneous calls, which is one for all endpoints.
      const concerned = headers.get('x-rate-limit-limit')?.trim() === '0' ? 'all' : operation;
      pausedUntil.set(concerned, Math.max(pausedUntil.get(concerned) ?? 0, monotonic() + waitMs));
      return waitMs;
    },
  };
}

function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^\s*\d{1,12}\s*$/.test(text) ? Number(text) : undefined;
}

/** Seconds or an HTTP date: RFC 9110, section 10.2.3. */
function retryAfterMs(text: string | null, now: number): number | undefined {
  if (text === null) return undefined;
  const seconds = wholeNumber(text);
  const ms = seconds === undefined ? Date.parse(text) - now : seconds * SECOND;
  return Number.isNaN(ms) ? undefined : Math.min(ms, LONGEST_WAIT_MS);
}
