/**
 * Lets callers who wait for one thing share the calls that ask for it. What is kept of a thing goes with the last one who
 * waits for it.
 */
export interface SharedPolls<T> {
  join(id: string): PollPlace<T>;
}

export interface PollPlace<T> extends Disposable {
  /** How long until it is to be asked for again at this interval, in ms; 0 or less: now. */
  dueInMs(intervalMs: number): number;
  /**
   * Waits for the call under way, or makes one. The call's signal aborts when nobody waits for it any more. `undefined`
   * where `patienceMs` end first. Rejects with the signal's reason when it aborts.
   */
  ask(call: (signal: AbortSignal) => Promise<T>, signal: AbortSignal, patienceMs?: number): Promise<T | undefined>;
}

interface Flight<T> {
  readonly result: Promise<T>;
  readonly abandon: AbortController;
  waiting: number;
}

interface Place<T> {
  joined: number;
  endedAt: number;
  flight: Flight<T> | undefined;
}

export function createSharedPolls<T>(monotonic: () => number = () => performance.now()): SharedPolls<T> {
  const places = new Map<string, Place<T>>();

  function begin(place: Place<T>, call: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const abandon = new AbortController();
    const result = call(abandon.signal).finally(() => {
      place.endedAt = monotonic();
      if (place.flight === flight) place.flight = undefined;
    });
    const flight: Flight<T> = { result, abandon, waiting: 0 };
    return flight;
  }

  return {
    join(id) {
      const place: Place<T> = places.get(id) ?? { joined: 0, endedAt: Number.NEGATIVE_INFINITY, flight: undefined };
      places.set(id, place);
      place.joined += 1;
      return {
        dueInMs: (intervalMs) => place.endedAt + intervalMs - monotonic(),
        async ask(call, signal, patienceMs) {
          signal.throwIfAborted();
          const flight = place.flight ?? begin(place, call);
          place.flight = flight;
          flight.waiting += 1;
          try {
            return await unlessOver(flight.result, signal, patienceMs);
          } finally {
            flight.waiting -= 1;
            if (flight.waiting === 0 && place.flight === flight) {
              // Whoever comes now makes a call of their own.
              place.flight = undefined;
              flight.abandon.abort();
            }
          }
        },
        [Symbol.dispose]() {
          place.joined -= 1;
          if (place.joined === 0) places.delete(id);
        },
      };
    },
  };
}

function unlessOver<T>(work: Promise<T>, signal: AbortSignal, patienceMs?: number): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    const timer = patienceMs === undefined ? undefined : setTimeout(() => resolve(undefined), patienceMs);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    });
  });
}
