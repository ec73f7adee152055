import type { Store } from '@authfactor/engine';
import type { TestMongo } from '@authfactor/store-mongo/test-server';
import type { Db } from 'mongodb';
import { createTestDatabase } from './test-database.ts';

/** One database for many tests, with handles that are opened once: opening takes longer than most tests. */
export interface SharedDatabase extends AsyncDisposable {
  readonly name: string;
  readonly raw: Db;
  /** A handle that no other has open; it comes back to the others at `empty`, unless it was closed. */
  open(): Promise<Store>;
  /** Deletes every document. */
  empty(): Promise<void>;
}

export function createSharedDatabase(mongo: Pick<TestMongo, 'uri'>): SharedDatabase {
  const database = createTestDatabase(mongo);
  const used = new Set<Store>();
  let idle: Store[] = [];

  async function openNew(): Promise<Store> {
    const store = await database.open();
    const handle: Store = {
      ...store,
      async [Symbol.asyncDispose]() {
        used.delete(handle);
        await store[Symbol.asyncDispose]();
      },
    };
    return handle;
  }

  return {
    name: database.name,
    raw: database.raw,
    async open() {
      const store = idle.pop() ?? (await openNew());
      used.add(store);
      return store;
    },
    async empty() {
      for (const collection of await database.raw.collections()) await collection.deleteMany({});
      idle = [...idle, ...used];
      used.clear();
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}
