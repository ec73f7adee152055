import { StoreError } from '@authfactor/engine';
import { isRetriable, toStoreError } from './mongo-fault.ts';

/** Runs what the store asks of the database: in bounded time, again where that is safe, with faults as `StoreError`. */
export interface Operations {
  /**
   * Asks, a few times while the connection fails. `ask` is told whether an earlier try may have happened, and must then
   * find that out before it does anything twice.
   *
   * @throws StoreError; `unavailable` when the time is up, whatever the database still does
   */
  run<T>(ask: (mayHaveHappened: boolean) => Promise<T>): Promise<T>;
  /** For each command: how long the server may work on it. */
  readonly maxTimeMS: number;
}

const TRIES = 3;

/** `timeoutMs`: of one operation, all its tries together. */
export function createOperations(timeoutMs: number): Operations {
  async function tryAll<T>(ask: (mayHaveHappened: boolean) => Promise<T>, isOver: () => boolean): Promise<T> {
    for (let tried = 1; ; tried += 1) {
      try {
        return await ask(tried > 1);
      } catch (error) {
        if (tried === TRIES || isOver() || !isRetriable(error)) throw toStoreError(error);
      }
    }
  }

  return {
    maxTimeMS: timeoutMs,
    run(ask) {
      let over = false;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          over = true;
          reject(new StoreError('unavailable', 'The database did not answer in time: check its load and the network'));
        }, timeoutMs);
        tryAll(ask, () => over)
          .then(resolve, reject)
          .finally(() => clearTimeout(timer));
      });
    },
  };
}
