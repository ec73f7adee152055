import { randomUUID } from 'node:crypto';
import { createMongoStore, type MongoStore, type MongoStoreOptions } from '@authfactor/store-mongo';
import type { TestMongo } from '@authfactor/store-mongo/test-server';
import { type Db, MongoClient } from 'mongodb';

/** A database of its own, and how to get at it behind the store's back. Disposing it deletes it. */
export interface TestDatabase extends AsyncDisposable {
  readonly name: string;
  readonly raw: Db;
  /** With time enough for any machine, unless said otherwise. Closed with the database. */
  open(options?: Partial<MongoStoreOptions>): Promise<MongoStore>;
}

export const PATIENT_MS = 60_000;

/** The default time limit of the store. */
export const PRODUCTION_MS = 3_000;

export function createTestDatabase({ uri }: Pick<TestMongo, 'uri'>): TestDatabase {
  const name = `test_${randomUUID()}`;
  const client = new MongoClient(uri);
  const raw = client.db(name);
  const opened: MongoStore[] = [];
  return {
    name,
    raw,
    async open(options = {}) {
      const store = await createMongoStore({ uri, database: name, timeoutMs: PATIENT_MS, ...options });
      opened.push(store);
      return store;
    },
    async [Symbol.asyncDispose]() {
      for (const store of opened) await store[Symbol.asyncDispose]();
      await raw.dropDatabase();
      await client.close();
    },
  };
}
