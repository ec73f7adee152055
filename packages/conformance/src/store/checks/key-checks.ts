import assert from 'node:assert/strict';
import type { AccountDocument } from '@authfactor/engine';
import { sampleAccount, sampleChallenge, sampleEvent, sampleLoggedEvent, sampleSettings } from '../sample-documents.ts';
import type { StoreCheck } from '../store-under-test.ts';
import { strangeIds } from './strange-ids.ts';

/** Pairs of (tenant, factor type, subject) that meet when their parts are joined. */
const joined: readonly (readonly [string, string, string])[] = [
  ['a', 'bc', 'd'],
  ['ab', 'c', 'd'],
  ['a', 'b', 'cd'],
  ['abc', 'd', 'e'],
  ...[':', '/', '|', '.', '-', ',', '\0', '","', '\\', '%00', '\u001f'].flatMap((separator) => [
    [`a${separator}b`, 'c', 'd'] as const,
    ['a', `b${separator}c`, 'd'] as const,
    ['a', 'b', `c${separator}d`] as const,
  ]),
];

const accountsBy = (part: 'tenant' | 'factorType' | 'subject'): readonly AccountDocument[] =>
  strangeIds.map((id, index) => sampleAccount({ [part]: id, version: index + 1 }));

export const keyChecks: readonly StoreCheck[] = [
  ...(['tenant', 'factorType', 'subject'] as const).map(
    (part): StoreCheck => ({
      name: `accounts are told apart by the bytes of their ${part}`,
      async run({ store }) {
        const accounts = accountsBy(part);
        for (const account of accounts) {
          assert.equal(await store.readAccount(account), undefined, 'an id is nobody else');
          assert.equal(await store.writeAccount(account, undefined), true);
        }
        for (const account of accounts) {
          assert.deepEqual(await store.readAccount(account), account);
          const next = { ...account, version: account.version + 1_000 };
          assert.equal(await store.writeAccount(next, account.version), true);
        }
        const walked: string[] = [];
        for await (const account of store.walkAccounts()) walked.push(account[part]);
        assert.deepEqual(walked.toSorted(), strangeIds.toSorted());
      },
    }),
  ),
  {
    name: 'the parts of a key are not joined',
    async run({ store }) {
      const accounts = joined.map(([tenant, factorType, subject], index) =>
        sampleAccount({ tenant, factorType, subject, version: index + 1, outbox: [sampleEvent()] }),
      );
      for (const account of accounts) assert.equal(await store.writeAccount(account, undefined), true);
      for (const account of accounts) assert.deepEqual(await store.readAccount(account), account);
      assert.equal((await store.listOutboxes(1_000)).length, accounts.length);
      const pairs = new Map(joined.map((parts) => [JSON.stringify(parts.slice(0, 2)), parts]));
      for (const [tenant, factorType] of pairs.values()) {
        assert.equal(await store.writeSettings(sampleSettings({ tenant, factorType }), undefined), true);
      }
    },
  },
  {
    name: 'settings are told apart by the bytes of their key',
    async run({ store }) {
      const settings = strangeIds.flatMap((id) => [
        sampleSettings({ tenant: id, factorType: 'f' }),
        sampleSettings({ tenant: 't', factorType: id }),
      ]);
      for (const each of settings) assert.equal(await store.writeSettings(each, undefined), true);
      for (const each of settings) assert.deepEqual(await store.readSettings(each), each);
    },
  },
  {
    name: 'challenges are told apart by the bytes of their id',
    async run({ store }) {
      for (const id of strangeIds) assert.equal(await store.insertChallenge(sampleChallenge({ id })), undefined);
      for (const id of strangeIds) assert.deepEqual(await store.readChallenge(id), sampleChallenge({ id }));
    },
  },
  {
    name: 'events are told apart by the bytes of their id, tenant and subject',
    async run({ store }) {
      const query = { types: [], limit: 1_000 };
      const byId = strangeIds.map((id) => sampleLoggedEvent({ id: `id ${id}`, tenant: 'ids' }));
      const bySubject = strangeIds.map((subject) =>
        sampleLoggedEvent({ id: `s ${subject}`, tenant: 'subjects', subject }),
      );
      const byTenant = strangeIds.map((tenant) => sampleLoggedEvent({ id: `t ${tenant}`, tenant: `t ${tenant}` }));
      await store.appendEvents([...byId, ...bySubject, ...byTenant]);
      assert.equal((await store.listEvents({ ...query, tenant: 'ids' })).length, strangeIds.length);
      for (const event of bySubject) {
        const { tenant, subject } = event;
        assert.deepEqual(await store.listEvents({ ...query, tenant, subject }), [event]);
      }
      for (const event of byTenant)
        assert.deepEqual(await store.listEvents({ ...query, tenant: event.tenant }), [event]);
      for (const subject of ['{"$gt":""}', '%', 'a\0', '__proto__']) {
        await store.eraseSubject('subjects', subject);
        const left = await store.listEvents({ ...query, tenant: 'subjects', subject: '' });
        assert.deepEqual(
          left.map((event) => event.id).filter((id) => id === `s ${subject}`),
          [`s ${subject}`],
        );
      }
      assert.equal((await store.listEvents({ ...query, tenant: 'subjects', subject: '' })).length, 4);
    },
  },
  {
    name: 'values and field names of any look come back as they went in',
    async run({ store }) {
      // Field names with NUL are left out: BSON has no such names, and the engine's are hashes and UUIDs.
      const names = strangeIds.filter((id) => !id.includes('\0'));
      const answers = Object.fromEntries(names.map((id) => [id, { state: 'unusable', reason: 'no-digits' } as const]));
      const account = sampleAccount({
        credential: { generation: 2, record: '{"$set":1}', factorState: 'a\0b', enrolledAt: 0 },
        history: strangeIds.map((record, generation) => ({ generation, record })),
        challenges: Object.fromEntries(names.map((id) => [id, { expiresAt: 5, answers }])),
        operations: strangeIds.map((requestId) => ({ requestId, kind: '$unset', at: 0 })),
      });
      await store.writeAccount(account, undefined);
      assert.deepEqual(await store.readAccount(account), account);
      assert.equal(({} as { state?: unknown }).state, undefined, 'no prototype was touched');
    },
  },
];
