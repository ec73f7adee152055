import { setImmediate } from 'node:timers/promises';
import type { AccountDocument } from '@authfactor/engine';
import { sampleAccount } from '../../src/store/index.ts';
import type { BrokenStore } from './broken-store.ts';

export const brokenAccounts: readonly BrokenStore[] = [
  {
    fault: 'writes whatever version is stored',
    foundBy: ['an account is written only over', 'of 300 writers that expect', 'no count of concurrent'],
    breakStore: (store) => ({
      async writeAccount(next) {
        store.overwrite({ kind: 'account', key: next, document: next });
        return true;
      },
    }),
  },
  {
    fault: 'compares and sets in two steps',
    foundBy: [
      'of 300 writers that expect',
      'of 300 writers on two handles',
      'of 1000 writers',
      'no count of concurrent',
    ],
    breakStore: (store) => ({
      async writeAccount(next, expected) {
        const before = await store.readAccount(next);
        await setImmediate();
        if (before?.version !== expected) return false;
        const present = await store.readAccount(next);
        return store.writeAccount(next, present?.version);
      },
    }),
  },
  {
    fault: 'tells every writer that it won',
    foundBy: ['an account is written only over', 'of 300 writers that expect', 'no count of concurrent'],
    breakStore: (store) => ({
      async writeAccount(next, expected) {
        await store.writeAccount(next, expected);
        return true;
      },
    }),
  },
  {
    fault: 'keeps versions as 48-bit floats',
    foundBy: ['versions are told apart'],
    breakStore: (store) => ({
      async writeAccount(next, expected) {
        const present = await store.readAccount(next);
        const alike =
          present && expected !== undefined && Math.abs(present.version - expected) < present.version / 2 ** 48;
        return store.writeAccount(next, alike ? present.version : expected);
      },
    }),
  },
  {
    fault: 'merges a new account into the old one',
    foundBy: ['an account is read as it was written'],
    breakStore: (store) => ({
      writeAccount: async (next, expected) =>
        store.writeAccount({ ...(await store.readAccount(next)), ...next }, expected),
    }),
  },
  {
    fault: 'stops a walk after 100 accounts',
    foundBy: ['walking gives every account'],
    breakStore: (store) => ({
      async *walkAccounts() {
        let count = 0;
        for await (const account of store.walkAccounts()) if (count++ < 100) yield account;
      },
    }),
  },
  {
    fault: 'makes up an account that is not there',
    foundBy: ['an account that was never written'],
    breakStore: (store) => ({ readAccount: async (key) => (await store.readAccount(key)) ?? sampleAccount(key) }),
  },
  {
    fault: 'stays locked after a walk that was left early',
    foundBy: ['a walk that is left early'],
    breakStore: (store) => {
      let walking = false;
      return {
        async *walkAccounts() {
          walking = true;
          yield* store.walkAccounts();
          walking = false;
        },
        writeAccount: async (next, expected) => !walking && store.writeAccount(next, expected),
      };
    },
  },
  {
    fault: 'reads from a cache of its own on each handle',
    foundBy: ['a write on one handle is seen', 'of 300 writers on two handles'],
    breakStore: () => ({}),
    breakAnother: (store) => {
      let cached: AccountDocument | undefined;
      return {
        async readAccount(key) {
          cached ??= await store.readAccount(key);
          return cached;
        },
      };
    },
  },
  {
    fault: 'locks within one handle only',
    foundBy: ['no count of concurrent writers on two handles', 'of 300 writers on two handles'],
    breakStore: () => ({}),
    breakAnother: (store) => ({
      async writeAccount(next, expected) {
        const present = await store.readAccount(next);
        await setImmediate();
        if (present?.version !== expected) return false;
        store.overwrite({ kind: 'account', key: next, document: next });
        return true;
      },
    }),
  },
];
