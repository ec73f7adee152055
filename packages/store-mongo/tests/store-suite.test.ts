import { openStoreInProcess, storeSuite } from '@authfactor/conformance/store';
import { afterAll } from 'vitest';
import { describeMongo } from './describe-mongo.ts';
import { openStoreModule } from './open-store.ts';
import { overwrite } from './overwrite.ts';
import { createSharedDatabase, type SharedDatabase } from './shared-database.ts';

describeMongo('on a MongoDB server', (mongo) => {
  let database: SharedDatabase | undefined;
  afterAll(() => database?.[Symbol.asyncDispose]());

  storeSuite({
    name: 'mongodb',
    async create() {
      const uri = mongo().uriForMany;
      database ??= createSharedDatabase({ uri });
      const { name, raw, open, empty } = database;
      let store = await open();
      return {
        store,
        async reopen() {
          await store[Symbol.asyncDispose]();
          store = await open();
          return store;
        },
        another: () => open(),
        openInProcess: () =>
          openStoreInProcess({ module: openStoreModule, argument: JSON.stringify({ uri, database: name }) }),
        overwrite: (document) => overwrite(raw, document),
        [Symbol.asyncDispose]: () => empty(),
      };
    },
  });
});
