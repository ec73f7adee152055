import assert from 'node:assert/strict';
import { sampleAccount, sampleChallenge, sampleEvent, sampleLoggedEvent, sampleSettings } from '../sample-documents.ts';
import type { StoreCheck } from '../store-under-test.ts';
import { collect } from './collect.ts';
import { expectStoreError } from './expect-store-error.ts';

const all = { tenant: 'tenant', types: [], limit: 10 };

export const lifeChecks: readonly StoreCheck[] = [
  {
    name: 'an open store is ready, has a name and tells the time in ms, if at all',
    async run({ store }) {
      await store.ready();
      assert.match(store.name, /^[a-z]+$/);
      const time = await store.clock();
      if (time !== undefined) assert.ok(Math.abs(time - Date.now()) < 86_400_000, 'ms since the Unix epoch');
    },
  },
  {
    name: 'a reopened store has everything that was written',
    needs: 'reopen',
    async run({ store, reopen }) {
      assert.ok(reopen);
      await store.writeAccount(sampleAccount({ version: 1 }), undefined);
      await store.writeAccount(sampleAccount({ version: 2, outbox: [sampleEvent()] }), 1);
      await store.writeSettings(sampleSettings(), undefined);
      await store.insertChallenge(sampleChallenge());
      await store.appendEvents([sampleLoggedEvent()]);
      const again = await reopen();
      assert.deepEqual(
        await again.readAccount(sampleAccount()),
        sampleAccount({ version: 2, outbox: [sampleEvent()] }),
      );
      assert.deepEqual(await again.readSettings(sampleSettings()), sampleSettings());
      assert.deepEqual(await again.readChallenge('challenge'), sampleChallenge());
      assert.deepEqual(await again.listEvents(all), [sampleLoggedEvent()]);
      assert.equal((await again.listOutboxes(10)).length, 1);
      assert.equal(await again.writeAccount(sampleAccount({ version: 3 }), 2), true);
    },
  },
  {
    name: 'a write on one handle is seen on another at once',
    needs: 'another',
    async run({ store, another }) {
      assert.ok(another);
      const other = await another();
      for (let version = 1; version <= 20; version += 1) {
        const [writer, reader] = version % 2 === 0 ? [store, other] : [other, store];
        await writer.writeAccount(sampleAccount({ version }), version === 1 ? undefined : version - 1);
        assert.equal((await reader.readAccount(sampleAccount()))?.version, version);
      }
      await store.insertChallenge(sampleChallenge());
      assert.deepEqual(await other.insertChallenge(sampleChallenge({ session: 'second' })), sampleChallenge());
    },
  },
  {
    name: 'a closed store refuses everything as unavailable, and closes again',
    async run({ store }) {
      await store.writeAccount(sampleAccount(), undefined);
      await store[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
      await expectStoreError(store.readAccount(sampleAccount()), 'unavailable');
      await expectStoreError(store.writeAccount(sampleAccount({ version: 1 }), sampleAccount().version), 'unavailable');
      await expectStoreError(store.appendEvents([sampleLoggedEvent()]), 'unavailable');
      await expectStoreError(store.listEvents(all), 'unavailable');
      await expectStoreError(collect(store.walkAccounts()), 'unavailable');
      await expectStoreError(store.ready(), 'unavailable');
    },
  },
];
