import type { Store } from '@authfactor/engine';
import { interceptStore, type StoreOperation } from './intercept-store.ts';

export interface CountedStore {
  readonly store: Store;
  /** How often each operation was called since the start or the last `reset`; absent: never. */
  counts(): Readonly<Partial<Record<StoreOperation, number>>>;
  total(): number;
  reset(): void;
}

/** Counts the operations that go through the store it gives, the failed ones too. */
export function countOperations(store: Store): CountedStore {
  const calls = new Map<StoreOperation, number>();
  return {
    store: interceptStore(store, (operation, run) => {
      calls.set(operation, (calls.get(operation) ?? 0) + 1);
      return run();
    }),
    counts: () => Object.fromEntries(calls),
    total: () => calls.values().reduce((sum, count) => sum + count, 0),
    reset: () => calls.clear(),
  };
}
