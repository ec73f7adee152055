import type { Store } from '@authfactor/engine';
import { type CreateStore, createMemoryStore, type MemoryStore } from '../../src/store/index.ts';

/** A store with one fault, and the beginnings of the names of the checks that must each find it. */
export interface BrokenStore {
  readonly fault: string;
  readonly foundBy: readonly string[];
  breakStore(sound: MemoryStore): Partial<Store>;
  /** The fault of a second handle; absent: the second handle is the first. */
  breakAnother?(sound: MemoryStore): Partial<Store>;
  /** The store after a restart; absent: the first handle, which has everything. */
  restart?(): Store;
}

export function createBroken(kind: BrokenStore): CreateStore {
  return async () => {
    const sound = createMemoryStore();
    const store = { ...sound, ...kind.breakStore(sound) };
    const another = async () => (kind.breakAnother ? { ...sound, ...kind.breakAnother(sound) } : store);
    return {
      store,
      another,
      // A process's end leaves the data to the others.
      openInProcess: async () => ({ ...(await another()), [Symbol.asyncDispose]: async () => undefined }),
      reopen: async () => kind.restart?.() ?? store,
      overwrite: async (raw) => sound.overwrite(raw),
      [Symbol.asyncDispose]: () => sound[Symbol.asyncDispose](),
    };
  };
}
