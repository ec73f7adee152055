/** A bounded number of calls under way; who waits longest is next. */
export interface Slots {
  /** Gives `undefined` where none came free in time. Rejects with the signal's reason when it aborts. */
  take(maxWaitMs: number, signal: AbortSignal): Promise<Disposable | undefined>;
}

export function createSlots(count: number): Slots {
  let free = count;
  const waiting = new Set<() => void>();

  function slot(): Disposable {
    let held = true;
    return {
      [Symbol.dispose]() {
        if (!held) return;
        held = false;
        const [next] = waiting;
        if (next === undefined) free += 1;
        else next();
      },
    };
  }

  return {
    async take(maxWaitMs, signal) {
      signal.throwIfAborted();
      if (free > 0) {
        free -= 1;
        return slot();
      }
      return new Promise((resolve, reject) => {
        const leave = () => {
          clearTimeout(timer);
          waiting.delete(next);
          signal.removeEventListener('abort', abort);
        };
        const next = () => {
          leave();
          resolve(slot());
        };
        const abort = () => {
          leave();
          reject(signal.reason);
        };
        const timer = setTimeout(() => {
          leave();
          resolve(undefined);
        }, maxWaitMs);
        waiting.add(next);
        signal.addEventListener('abort', abort, { once: true });
      });
    },
  };
}
