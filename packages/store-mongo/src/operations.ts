import { StoreError } from '@authfactor/engine';
import { createLine } from './line.ts';
import { isRetriable, toStoreError } from './mongo-fault.ts';

/** Runs what the store asks of the database: in bounded time, again where that is safe, with faults as `StoreError`. */
export interface Operations {
  /**
   * Asks, a few times while the connection fails. `mayHaveHappened` tells whether a try before the last one, of ours or
   * of the driver, may have done what was asked: who finds it done then cannot tell by that alone who did it.
   *
   * @throws StoreError; `unavailable` when the time is up, whatever the database still does
   */
  run<T>(ask: (mayHaveHappened: () => boolean) => Promise<T>): Promise<T>;
  /** For each command: how long the server may work on it. */
  readonly maxTimeMS: number;
}

interface OperationsOptions {
  /** Of one operation, all its tries together. */
  readonly timeoutMs: number;
  /** How often a connection broke so far: while one operation runs, the driver may have repeated it then. */
  readonly incidents: () => number;
  /** How many may be under way at once; the others wait in line, while their time runs. Absent: any number. */
  readonly atOnce?: number;
}

const TRIES = 3;

export function createOperations(options: OperationsOptions): Operations {
  const { timeoutMs, incidents, atOnce = Number.POSITIVE_INFINITY } = options;
  const line = createLine(atOnce);

  async function tryAll<T>(ask: (mayHaveHappened: () => boolean) => Promise<T>, isOver: () => boolean): Promise<T> {
    const before = incidents();
    for (let tried = 1; ; tried += 1) {
      try {
        return await ask(() => tried > 1 || incidents() !== before);
      } catch (error) {
        if (tried === TRIES || isOver() || !isRetriable(error)) throw toStoreError(error);
      }
    }
  }

  return {
    maxTimeMS: timeoutMs,
    run<T>(ask: (mayHaveHappened: () => boolean) => Promise<T>) {
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      let over = false;
      const timer = setTimeout(() => {
        over = true;
        reject(new StoreError('unavailable', 'The database did not answer in time: check its load and the network'));
        // Once all whose time is up at this moment have been told: none of them shall be asked any more.
        setImmediate(leave);
      }, timeoutMs);
      const leave = line.enter(async () => {
        if (over) return;
        await tryAll(ask, () => over).then(resolve, reject);
        if (over) return;
        clearTimeout(timer);
        leave();
      });
      return promise;
    },
  };
}
