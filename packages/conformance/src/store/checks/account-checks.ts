import assert from 'node:assert/strict';
import type { Store } from '@authfactor/engine';
import { sampleAccount } from '../sample-documents.ts';
import type { StoreCheck, StoreUnderTest } from '../store-under-test.ts';
import { countTogether, raceForVersions } from './account-races.ts';

const key = { tenant: 'tenant', factorType: 'soft-pin', subject: 'alice' };

const twoHandles = async ({ store, another }: StoreUnderTest): Promise<readonly Store[]> => {
  assert.ok(another);
  return [store, await another()];
};

export const accountChecks: readonly StoreCheck[] = [
  {
    name: 'an account that was never written is absent',
    async run({ store }) {
      assert.equal(await store.readAccount(key), undefined);
    },
  },
  {
    name: 'an account is read as it was written',
    async run({ store }) {
      const account = sampleAccount();
      assert.equal(await store.writeAccount(account, undefined), true);
      assert.deepEqual(await store.readAccount(key), account);
      const next = sampleAccount({ version: account.version + 1, status: 'disabled', erased: true, history: [] });
      assert.equal(await store.writeAccount(next, account.version), true);
      assert.deepEqual(await store.readAccount(key), next);
      const { credential: _, ...removed } = sampleAccount({ version: next.version + 1 });
      assert.equal(await store.writeAccount(removed, next.version), true);
      assert.deepEqual(await store.readAccount(key), removed, 'what the new document lacks is gone');
    },
  },
  {
    name: 'an account is written only over the expected version',
    async run({ store }) {
      const stored = sampleAccount({ version: 7 });
      assert.equal(await store.writeAccount(stored, 6), false, 'no version of an absent account');
      assert.equal(await store.readAccount(key), undefined);
      assert.equal(await store.writeAccount(stored, undefined), true);
      for (const wrong of [undefined, 0, 6, 8]) {
        assert.equal(await store.writeAccount(sampleAccount({ version: 9 }), wrong), false, `expected ${wrong}`);
        assert.deepEqual(await store.readAccount(key), stored);
      }
      await store.writeAccount(sampleAccount({ subject: 'bob', version: 8 }), undefined);
      assert.equal(await store.writeAccount(sampleAccount({ version: 9 }), 8), false, "another account's version");
    },
  },
  {
    name: 'versions are told apart up to the largest safe integer',
    async run({ store }) {
      const top = Number.MAX_SAFE_INTEGER;
      assert.equal(await store.writeAccount(sampleAccount({ version: top - 1 }), undefined), true);
      assert.equal(await store.writeAccount(sampleAccount({ version: top }), top - 2), false);
      assert.equal(await store.writeAccount(sampleAccount({ version: top }), top), false);
      assert.equal(await store.writeAccount(sampleAccount({ version: top }), top - 1), true);
      assert.equal((await store.readAccount(key))?.version, top);
    },
  },
  {
    name: 'of 300 writers that expect one version exactly one wins',
    run: ({ store }) => raceForVersions([store]),
  },
  {
    name: 'of 300 writers on two handles exactly one wins',
    needs: 'another',
    run: async (under) => raceForVersions(await twoHandles(under)),
  },
  {
    name: 'no count of concurrent writers is lost',
    run: ({ store }) => countTogether([store]),
  },
  {
    name: 'no count of concurrent writers on two handles is lost',
    needs: 'another',
    run: async (under) => countTogether(await twoHandles(under)),
  },
  {
    name: 'walking gives every account, also while they are written',
    async run({ store }) {
      const subjects = Array.from({ length: 150 }, (_, index) => `subject-${index}`);
      for (const subject of subjects) await store.writeAccount(sampleAccount({ subject, version: 1 }), undefined);
      const seen = new Set<string>();
      for await (const account of store.walkAccounts()) {
        seen.add(account.subject);
        assert.deepEqual(account, sampleAccount({ subject: account.subject, version: account.version }));
        const other = `subject-${(seen.size * 37) % subjects.length}`;
        const found = await store.readAccount({ ...key, subject: other });
        if (found) await store.writeAccount({ ...found, version: found.version + 1 }, found.version);
      }
      assert.deepEqual([...seen].sort(), subjects.sort());
    },
  },
  {
    name: 'a walk that is left early leaves the store usable',
    async run({ store }) {
      for (const subject of ['alice', 'bob', 'carol']) await store.writeAccount(sampleAccount({ subject }), undefined);
      for await (const account of store.walkAccounts()) {
        assert.equal(await store.writeAccount({ ...account, version: 5 }, account.version), true);
        break;
      }
      assert.equal(await store.writeAccount(sampleAccount({ subject: 'dave' }), undefined), true);
    },
  },
];
