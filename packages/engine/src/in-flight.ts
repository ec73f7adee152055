/** Work that must have its outcome before the process may end, whoever still waits for it. */
export interface InFlight {
  track<T>(work: Promise<T>): Promise<T>;
  tracked<A extends readonly unknown[], T>(call: (...args: A) => Promise<T>): (...args: A) => Promise<T>;
  settled(): Promise<void>;
}

export function createInFlight(): InFlight {
  const working = new Set<Promise<unknown>>();
  function track<T>(work: Promise<T>): Promise<T> {
    working.add(work);
    const done = () => working.delete(work);
    work.then(done, done);
    return work;
  }
  return {
    track,
    tracked:
      (call) =>
      (...args) =>
        track(call(...args)),
    async settled() {
      while (working.size > 0) await Promise.allSettled(working);
    },
  };
}
