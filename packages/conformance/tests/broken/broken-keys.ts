import type { AccountDocument, AccountKey, Store } from '@authfactor/engine';
import type { MemoryStore } from '../../src/store/index.ts';
import type { BrokenStore } from './broken-store.ts';

/** Accounts kept under keys that `change` has bent; the documents themselves stay as they were. */
function bendKeys(store: MemoryStore, change: (id: string) => string): Partial<Store> {
  const originals = new Map<string, AccountDocument>();
  const bend = <T extends AccountKey>(document: T): T => ({
    ...document,
    tenant: change(document.tenant),
    factorType: change(document.factorType),
    subject: change(document.subject),
  });
  const name = ({ tenant, factorType, subject }: AccountKey): string => JSON.stringify([tenant, factorType, subject]);
  return {
    async readAccount(key) {
      const found = await store.readAccount(bend(key));
      return found && (originals.get(name(found)) ?? found);
    },
    async writeAccount(next, expected) {
      const written = await store.writeAccount(bend(next), expected);
      if (written) originals.set(name(bend(next)), structuredClone(next));
      return written;
    },
  };
}

export const brokenKeys: readonly BrokenStore[] = [
  ...(
    [
      ['drops NUL from', (id: string) => id.replaceAll('\0', '')],
      ['normalises', (id: string) => id.normalize('NFC')],
      ['folds the case of', (id: string) => id.toLowerCase()],
      ['trims', (id: string) => id.trim()],
      ['cuts at 255 characters', (id: string) => id.slice(0, 255)],
      ['ends at NUL', (id: string) => id.split('\0')[0] ?? ''],
      ['numbers', (id: string) => (/^[\d.e]+$/.test(id) ? String(Number(id)) : id)],
      ['replaces dots and dollars in', (id: string) => id.replace(/[.$]/g, '_')],
      ['takes every object property for present in', (id: string) => (id in {} ? 'Object.prototype' : id)],
    ] as const
  ).map(
    ([verb, change]): BrokenStore => ({
      fault: `${verb} ids`,
      foundBy: ['tenant', 'factorType', 'subject'].map(
        (part) => `accounts are told apart by the bytes of their ${part}`,
      ),
      breakStore: (store) => bendKeys(store, change),
    }),
  ),
  {
    fault: 'joins the parts of a key',
    foundBy: ['the parts of a key'],
    breakStore: (store) => ({
      readAccount: ({ tenant, factorType, subject }) =>
        store.readAccount({ tenant: `${tenant}${factorType}${subject}`, factorType: '', subject: '' }),
      writeAccount: (next, expected) =>
        store.writeAccount(
          { ...next, tenant: `${next.tenant}${next.factorType}${next.subject}`, factorType: '', subject: '' },
          expected,
        ),
    }),
  },
  {
    fault: 'folds the case of the ids of events',
    foundBy: ['events are told apart', 'events at one time'],
    breakStore: (store) => ({
      appendEvents: (events) => store.appendEvents(events.map((event) => ({ ...event, id: event.id.toLowerCase() }))),
    }),
  },
];
