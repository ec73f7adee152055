import { storeSuite } from '@authfactor/conformance/store';
import { afterAll } from 'vitest';
import { describeMongo } from './describe-mongo.ts';
import { overwrite } from './overwrite.ts';
import { createSharedDatabase, type SharedDatabase } from './shared-database.ts';

describeMongo('on a MongoDB server', (mongo) => {
  let database: SharedDatabase | undefined;
  afterAll(() => database?.[Symbol.asyncDispose]());

  storeSuite({
    name: 'mongodb',
    async create() {
      database ??= createSharedDatabase({ uri: mongo().uriForMany });
      const { raw, open, empty } = database;
      let store = await open();
      return {
        store,
        async reopen() {
          await store[Symbol.asyncDispose]();
          store = await open();
          return store;
        },
        another: () => open(),
        overwrite: (document) => overwrite(raw, document),
        [Symbol.asyncDispose]: () => empty(),
      };
    },
  });
});
