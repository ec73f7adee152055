import assert from 'node:assert/strict';
import type { PendingOutbox } from '@authfactor/engine';
import { sampleAccount, sampleEvent, sampleSettings } from '../sample-documents.ts';
import type { StoreCheck } from '../store-under-test.ts';

const name = (pending: PendingOutbox): string =>
  pending.kind === 'account'
    ? `account ${pending.key.tenant} ${pending.key.factorType} ${pending.key.subject}`
    : `settings ${pending.key.tenant} ${pending.key.factorType}`;

const outbox = [sampleEvent({ id: 'one' }), sampleEvent({ id: 'two' })];

export const outboxChecks: readonly StoreCheck[] = [
  {
    name: 'documents of both kinds are listed while their outbox has an event',
    async run({ store }) {
      assert.deepEqual(await store.listOutboxes(10), []);
      await store.writeAccount(sampleAccount({ subject: 'quiet', version: 1 }), undefined);
      await store.writeSettings(sampleSettings({ factorType: 'quiet', version: 1 }), undefined);
      await store.writeAccount(sampleAccount({ version: 1, outbox }), undefined);
      await store.writeSettings(sampleSettings({ version: 1, outbox }), undefined);
      const both = ['account tenant soft-pin alice', 'settings tenant soft-pin'];
      assert.deepEqual((await store.listOutboxes(10)).map(name).sort(), both);
      assert.deepEqual(
        (await store.listOutboxes(10)).map(({ key }) => Object.keys(key).sort().join()).sort(),
        ['factorType,subject,tenant', 'factorType,tenant'],
        'a key and nothing else',
      );
      await store.writeAccount(sampleAccount({ version: 2, outbox: outbox.slice(1) }), 1);
      assert.deepEqual((await store.listOutboxes(10)).map(name).sort(), both);
      await store.writeAccount(sampleAccount({ version: 3 }), 2);
      assert.deepEqual((await store.listOutboxes(10)).map(name), ['settings tenant soft-pin']);
      await store.writeSettings(sampleSettings({ version: 2 }), 1);
      assert.deepEqual(await store.listOutboxes(10), []);
      await store.writeAccount(sampleAccount({ subject: 'quiet', version: 2, outbox }), 1);
      assert.deepEqual((await store.listOutboxes(10)).map(name), ['account tenant soft-pin quiet']);
    },
  },
  {
    name: 'a write that lost its race changes nothing in the list of outboxes',
    async run({ store }) {
      await store.writeAccount(sampleAccount({ version: 1 }), undefined);
      await store.writeSettings(sampleSettings({ version: 1 }), undefined);
      assert.equal(await store.writeAccount(sampleAccount({ version: 2, outbox }), 9), false);
      assert.equal(await store.writeSettings(sampleSettings({ version: 2, outbox }), 9), false);
      assert.deepEqual(await store.listOutboxes(10), []);
    },
  },
  {
    name: 'the list of outboxes is as long as its limit, without repeats',
    async run({ store }) {
      for (let index = 0; index < 12; index += 1) {
        await store.writeAccount(sampleAccount({ subject: `subject-${index}`, outbox }), undefined);
        await store.writeSettings(sampleSettings({ tenant: `tenant-${index}`, outbox }), undefined);
      }
      for (const [limit, length] of [
        [1, 1],
        [5, 5],
        [18, 18],
        [100, 24],
      ] as const) {
        const listed = (await store.listOutboxes(limit)).map(name);
        assert.equal(listed.length, length);
        assert.equal(new Set(listed).size, length);
      }
    },
  },
];
