import type { PendingOutbox } from '@authfactor/engine';
import type { BrokenStore } from './broken-store.ts';

export const brokenOutboxes: readonly BrokenStore[] = [
  {
    fault: 'forgets outboxes of settings',
    foundBy: ['documents of both kinds'],
    breakStore: (store) => ({
      listOutboxes: async (limit) => (await store.listOutboxes(limit)).filter(({ kind }) => kind === 'account'),
    }),
  },
  {
    fault: 'remembers every outbox that ever was',
    foundBy: ['documents of both kinds'],
    breakStore: (store) => {
      const ever = new Map<string, PendingOutbox>();
      return {
        async listOutboxes(limit) {
          for (const pending of await store.listOutboxes(1_000)) ever.set(JSON.stringify(pending), pending);
          return [...ever.values()].slice(0, limit);
        },
      };
    },
  },
  {
    fault: 'lists more outboxes than asked',
    foundBy: ['the list of outboxes is as long'],
    breakStore: (store) => ({ listOutboxes: () => store.listOutboxes(1_000) }),
  },
  {
    fault: 'applies the limit to each kind of outbox',
    foundBy: ['the list of outboxes is as long'],
    breakStore: (store) => ({
      async listOutboxes(limit) {
        const pending = await store.listOutboxes(1_000);
        const some = (kind: string) => pending.filter((each) => each.kind === kind).slice(0, limit);
        return [...some('account'), ...some('settings')];
      },
    }),
  },
  {
    fault: 'lists the outbox of a write that lost its race',
    foundBy: ['a write that lost its race'],
    breakStore: (store) => {
      const pending: PendingOutbox[] = [];
      return {
        writeAccount(next, expected) {
          if (next.outbox.length > 0) pending.push({ kind: 'account', key: next });
          return store.writeAccount(next, expected);
        },
        listOutboxes: async () => pending,
      };
    },
  },
];
