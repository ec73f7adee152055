import { type Store, StoreError } from './store.ts';

/** The engine's time. */
export interface Clock {
  /** Ms since the Unix epoch. */
  now(): number;
  /** How long ago the offset from the store's clock was last measured, in ms. */
  ageMs(): number;
}

export interface MeasuredClock extends Clock, Disposable {
  /** Measures now; rejects with `StoreError` where the store does not answer, and then keeps the last offset. */
  measure(): Promise<void>;
}

interface ClockOptions {
  readonly store: Pick<Store, 'clock'>;
  readonly intervalMs?: number;
  readonly wall?: () => number;
  readonly monotonic?: () => number;
}

const INTERVAL_MS = 10_000;

/** Half of it may be the error, which must stay well within the clock error that the limits allow for. */
const SLOWEST_ANSWER_MS = 1_000;

/**
 * A clock that follows the store's: every process of a deployment counts from the same time, whatever its own clock
 * says. Between measurements it counts on with a monotonic clock. A store without a clock of its own gives this
 * process's wall clock.
 */
export function createClock({
  store,
  intervalMs = INTERVAL_MS,
  wall = Date.now,
  monotonic = () => performance.now(),
}: ClockOptions): MeasuredClock {
  let base = wall();
  let baseAt = monotonic();
  let measuredAt = Number.NEGATIVE_INFINITY;

  let measuring: Promise<void> | undefined;

  async function measureOnce(): Promise<void> {
    const asked = monotonic();
    const stored = await store.clock();
    const answered = monotonic();
    if (stored !== undefined && answered - asked > SLOWEST_ANSWER_MS) {
      throw new StoreError('unavailable', 'The store took too long to tell its time for that to be of use');
    }
    // The store's time was read somewhere between asking and the answer: take the middle.
    base = stored === undefined ? wall() : Math.round(stored + (answered - asked) / 2);
    baseAt = answered;
    measuredAt = answered;
  }

  /** One at a time: two answers could arrive in another order than they were asked for. */
  function measure(): Promise<void> {
    measuring ??= measureOnce().finally(() => {
      measuring = undefined;
    });
    return measuring;
  }

  const timer = setInterval(() => {
    // A failed measurement shows as the clock's age, which readiness looks at.
    measure().catch(() => undefined);
  }, intervalMs);
  timer.unref();

  return {
    measure,
    now: () => Math.floor(base + (monotonic() - baseAt)),
    ageMs: () => monotonic() - measuredAt,
    [Symbol.dispose]() {
      clearInterval(timer);
    },
  };
}
