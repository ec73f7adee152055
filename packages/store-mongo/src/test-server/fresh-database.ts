import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import type { TestMongo } from './find-mongo.ts';

/** A database that nobody else uses. Disposing it deletes it, unless its server goes with it. */
export interface FreshDatabase extends AsyncDisposable {
  /** Of the server, naming the database. */
  readonly uri: string;
}

export function createFreshDatabase({ uri, process }: Pick<TestMongo, 'uri' | 'process'>): FreshDatabase {
  const name = `test_${randomUUID()}`;
  return {
    uri: uri.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?[^?]*/, `$1/${name}`),
    async [Symbol.asyncDispose]() {
      if (process !== undefined) return;
      const client = new MongoClient(uri);
      try {
        await client.db(name).dropDatabase();
      } finally {
        await client.close();
      }
    },
  };
}
