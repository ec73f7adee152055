/** Remembers which assertions were used. Share one between all processes that accept them. */
export interface SeenStore {
  /**
   * Marks `id` as used. Gives whether this was the first time; of any number of calls at once, exactly one gets `true`.
   * May forget it after `expiresAt`, in seconds since the Unix epoch.
   */
  claim(id: string, expiresAt: number): Promise<boolean>;
}

/** A store for one process. `now` gives ms since the Unix epoch. */
export function createMemorySeenStore({ now = Date.now }: { now?: () => number } = {}): SeenStore {
  const seen = new Map<string, number>();
  let sweepAt = 0;
  return {
    async claim(id, expiresAt) {
      const seconds = now() / 1000;
      if (seconds >= sweepAt) {
        for (const [key, until] of seen) if (until < seconds) seen.delete(key);
        sweepAt = seconds + 30;
      }
      if (seen.has(id)) return false;
      seen.set(id, expiresAt);
      return true;
    },
  };
}
