import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { AccountDocument, ChallengeEntry } from '@authfactor/engine';
import { sampleAccount, sampleChallenge, sampleEvent, sampleLoggedEvent, sampleSettings } from '../sample-documents.ts';
import type { StoreCheck } from '../store-under-test.ts';
import { collect } from './collect.ts';
import { expectStoreError } from './expect-store-error.ts';

const all = { tenant: 'tenant', types: [], limit: 10 };

/** 1.2 MB, also where only bytes tell: 400,000 characters of three bytes. */
const tooLong = ['x'.repeat(1_200_000), '\u20ac'.repeat(400_000)];

/** An account with as many entries as it can have, each with as many answers. */
function fullAccount(): AccountDocument {
  const answers = Object.fromEntries(
    Array.from({ length: 8 }, (_, index) => [`request-${index}`, { state: 'mismatched', seq: index } as const]),
  );
  const entry: ChallengeEntry = { state: 'exhausted', endedAt: 9, expiresAt: 10, answers };
  return sampleAccount({
    history: Array.from({ length: 5 }, (_, generation) => ({ generation, record: 'r'.repeat(100_000) })),
    attempts: {
      reserved: 4_000,
      cleared: 0,
      recent: Array.from({ length: 4_000 }, (_, seq) => ({ seq, at: seq, origin: `origin-${seq}` })),
    },
    challenges: Object.fromEntries(Array.from({ length: 32 }, (_, index) => [`challenge-${index}`, entry])),
    outbox: Array.from({ length: 200 }, (_, index) => sampleEvent({ id: `event-${index}` })),
  });
}

export const documentChecks: readonly StoreCheck[] = [
  {
    name: 'a large document is kept whole',
    async run({ store }) {
      const account = fullAccount();
      assert.ok(JSON.stringify(account).length > 700_000);
      assert.equal(await store.writeAccount(account, undefined), true);
      // Not `deepEqual`: the difference of two such documents takes seconds to print.
      assert.ok(isDeepStrictEqual(await store.readAccount(account), account), 'the document is read as it was written');
    },
  },
  {
    name: 'a document over 1 MB is refused and nothing is written',
    async run({ store }) {
      await store.writeAccount(sampleAccount({ version: 1 }), undefined);
      await store.writeSettings(sampleSettings({ version: 1 }), undefined);
      for (const long of tooLong) {
        const large = sampleAccount({ version: 2, history: [{ generation: 1, record: long }] });
        await expectStoreError(store.writeAccount(large, 1), 'too-large');
        await expectStoreError(store.writeAccount({ ...large, subject: 'bob' }, undefined), 'too-large');
        await expectStoreError(store.writeSettings(sampleSettings({ version: 2, reason: long }), 1), 'too-large');
        await expectStoreError(store.insertChallenge(sampleChallenge({ origin: long })), 'too-large');
        const events = [sampleLoggedEvent({ id: 'small' }), sampleLoggedEvent({ id: 'large', reason: long })];
        await expectStoreError(store.appendEvents(events), 'too-large');
      }
      assert.deepEqual(await store.readAccount(sampleAccount()), sampleAccount({ version: 1 }));
      assert.equal(await store.readAccount(sampleAccount({ subject: 'bob' })), undefined);
      assert.deepEqual(await store.readSettings(sampleSettings()), sampleSettings({ version: 1 }));
      assert.equal(await store.readChallenge('challenge'), undefined);
      assert.deepEqual(await store.listEvents(all), []);
    },
  },
  {
    name: 'documents are copied in and out',
    async run({ store }) {
      const history = [{ generation: 1, record: 'before' }];
      await store.writeAccount(sampleAccount({ history }), undefined);
      history[0] = { generation: 1, record: 'changed by the writer' };
      const read = await store.readAccount(sampleAccount());
      assert.equal(read?.history[0]?.record, 'before');
      Object.assign(read, { status: 'disabled' });
      assert.equal((await store.readAccount(sampleAccount()))?.status, 'active');

      const challenge = sampleChallenge();
      await store.insertChallenge(challenge);
      Object.assign(challenge, { session: 'changed by the writer' });
      assert.deepEqual(await store.readChallenge('challenge'), sampleChallenge());

      const event = sampleLoggedEvent();
      await store.appendEvents([event]);
      Object.assign(event, { actor: 'changed by the writer' });
      for (const listed of await store.listEvents(all)) Object.assign(listed, { actor: 'changed by the reader' });
      assert.deepEqual(await store.listEvents(all), [sampleLoggedEvent()]);
    },
  },
  {
    name: 'a document of an unknown schema is damaged, wherever it is read',
    needs: 'overwrite',
    async run({ store, overwrite }) {
      assert.ok(overwrite);
      const account = sampleAccount({ version: 1 });
      await store.writeAccount(account, undefined);
      await store.writeSettings(sampleSettings(), undefined);
      await store.insertChallenge(sampleChallenge());
      const { schema: _, ...unmarked } = account;
      for (const document of [{ ...account, schema: 2 }, { ...account, schema: '1' }, unmarked]) {
        await overwrite({ kind: 'account', key: account, document });
        await expectStoreError(store.readAccount(account), 'damaged');
        await expectStoreError(collect(store.walkAccounts()), 'damaged');
      }
      await overwrite({ kind: 'settings', key: sampleSettings(), document: { ...sampleSettings(), schema: 99 } });
      await expectStoreError(store.readSettings(sampleSettings()), 'damaged');
      await overwrite({ kind: 'challenge', id: 'challenge', document: { ...sampleChallenge(), schema: 99 } });
      await expectStoreError(store.readChallenge('challenge'), 'damaged');
      await expectStoreError(store.insertChallenge(sampleChallenge()), 'damaged');
    },
  },
];
