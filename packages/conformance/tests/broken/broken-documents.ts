import type { AccountDocument } from '@authfactor/engine';
import { createMemoryStore } from '../../src/store/index.ts';
import type { BrokenStore } from './broken-store.ts';

export const brokenDocuments: readonly BrokenStore[] = [
  {
    fault: 'takes operators out of values',
    foundBy: ['values and field names'],
    breakStore: (store) => ({
      writeAccount: (next, expected) =>
        store.writeAccount(
          { ...next, operations: next.operations.filter(({ kind }) => !kind.startsWith('$')) },
          expected,
        ),
    }),
  },
  {
    fault: 'loses field names that an object inherits',
    foundBy: ['values and field names'],
    breakStore: (store) => ({
      async readAccount(key) {
        const account = await store.readAccount(key);
        if (account === undefined) return undefined;
        const challenges = Object.entries(account.challenges).filter(([name]) => name !== '__proto__');
        return { ...account, challenges: Object.fromEntries(challenges) };
      },
    }),
  },
  {
    fault: 'counts characters instead of bytes',
    foundBy: ['a document over 1 MB'],
    breakStore: (store) => {
      const large = new Map<string, AccountDocument>();
      return {
        async writeAccount(next, expected) {
          if (JSON.stringify(next).length > 1_000_000 || Buffer.byteLength(JSON.stringify(next)) < 1_000_000) {
            return store.writeAccount(next, expected);
          }
          large.set(next.subject, next);
          return true;
        },
      };
    },
  },
  {
    fault: 'cuts long lists',
    foundBy: ['a large document'],
    breakStore: (store) => ({
      writeAccount: (next, expected) =>
        store.writeAccount(
          { ...next, attempts: { ...next.attempts, recent: next.attempts.recent.slice(0, 1_000) } },
          expected,
        ),
    }),
  },
  {
    fault: 'keeps the documents it was given',
    foundBy: ['documents are copied', 'an account is written only over'],
    breakStore: () => {
      let kept: AccountDocument | undefined;
      return {
        async writeAccount(next) {
          kept = next;
          return true;
        },
        readAccount: async () => kept,
      };
    },
  },
  {
    fault: 'reads documents of any schema',
    foundBy: ['a document of an unknown schema'],
    breakStore: (store) => ({
      async readAccount(key) {
        for await (const account of store.walkAccounts()) if (account.subject === key.subject) return account;
        return undefined;
      },
      async *walkAccounts() {},
    }),
  },
  {
    fault: 'forgets everything in a restart',
    foundBy: ['a reopened store'],
    breakStore: () => ({}),
    restart: createMemoryStore,
  },
  {
    fault: 'answers when it is closed',
    foundBy: ['a closed store refuses'],
    breakStore: () => ({ [Symbol.asyncDispose]: async () => undefined }),
  },
  {
    fault: 'is never ready',
    foundBy: ['an open store is ready'],
    breakStore: () => ({ ready: () => Promise.reject(new Error('not ready')) }),
  },
  {
    fault: 'tells the time in seconds',
    foundBy: ['an open store is ready'],
    breakStore: () => ({ clock: async () => Date.now() / 1_000 }),
  },
];
