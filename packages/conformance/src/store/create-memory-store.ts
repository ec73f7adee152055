import {
  type AccountDocument,
  type AccountKey,
  type ChallengeDocument,
  type LoggedEvent,
  type PendingOutbox,
  type SettingsDocument,
  type SettingsKey,
  type Store,
  StoreError,
} from '@authfactor/engine';
import { compareEvents, matchesQuery } from './event-order.ts';
import type { RawDocument } from './store-under-test.ts';

/** The largest document that is kept, in bytes of JSON. */
const maxDocumentBytes = 1024 * 1024;

/** A `Store` whose documents can also be replaced behind its back, as a newer server or a bad disk would. */
export interface MemoryStore extends Store {
  overwrite(raw: RawDocument): void;
}

/** JSON, because no two lists of strings have the same text: `a` + `bc` is not `ab` + `c`. */
const keyText = (...parts: readonly string[]): string => JSON.stringify(parts);

const accountText = (key: AccountKey): string => keyText(key.tenant, key.factorType, key.subject);
const settingsText = (key: SettingsKey): string => keyText(key.tenant, key.factorType);

function encode(document: object): string {
  const text = JSON.stringify(document);
  if (Buffer.byteLength(text) > maxDocumentBytes) {
    throw new StoreError('too-large', `The document is larger than ${maxDocumentBytes} bytes and was not written`);
  }
  return text;
}

function decode<T extends { readonly schema: 1 }>(text: string | undefined): T | undefined {
  if (text === undefined) return undefined;
  const document: T = JSON.parse(text);
  if (document.schema !== 1) {
    throw new StoreError('damaged', 'A stored document has an unknown schema: a newer server may have written it');
  }
  return document;
}

/** The event without whom it was about. An actor stays, unless it is the subject. */
export function blankEvent(event: LoggedEvent): LoggedEvent {
  return {
    ...event,
    subject: '',
    actor: event.actor === event.subject ? '' : event.actor,
    ...(event.session === undefined ? {} : { session: '' }),
  };
}

/**
 * Makes a store that lives in this process. Every method is one atomic step, taken when the method is called;
 * documents are copied in and out as JSON. For tests and for model checking: what is written is gone with the object.
 */
export function createMemoryStore(): MemoryStore {
  const challenges = new Map<string, string>();
  const accounts = new Map<string, string>();
  const settings = new Map<string, string>();
  const events = new Map<string, string>();
  let closed = false;

  const open = (): void => {
    if (closed) throw new StoreError('unavailable', 'The store is closed: open it again');
  };

  function compareAndSet<T extends { readonly schema: 1; readonly version: number }>(
    documents: Map<string, string>,
    key: string,
    next: T,
    expected: number | undefined,
  ): boolean {
    open();
    const text = encode(next);
    if (decode<T>(documents.get(key))?.version !== expected) return false;
    documents.set(key, text);
    return true;
  }

  return {
    name: 'memory',
    async readChallenge(id) {
      open();
      return decode<ChallengeDocument>(challenges.get(id));
    },
    async insertChallenge(challenge) {
      open();
      const text = encode(challenge);
      const present = decode<ChallengeDocument>(challenges.get(challenge.id));
      if (present === undefined) challenges.set(challenge.id, text);
      return present;
    },
    async readAccount(key) {
      open();
      return decode<AccountDocument>(accounts.get(accountText(key)));
    },
    writeAccount: async (next, expected) => compareAndSet(accounts, accountText(next), next, expected),
    async readSettings(key) {
      open();
      return decode<SettingsDocument>(settings.get(settingsText(key)));
    },
    writeSettings: async (next, expected) => compareAndSet(settings, settingsText(next), next, expected),
    async appendEvents(added) {
      open();
      const texts = added.map((event) => [event.id, encode(event)] as const);
      for (const [id, text] of texts) {
        if (!events.has(id)) events.set(id, text);
      }
    },
    async listEvents(query) {
      open();
      return [...events.values()]
        .map((text): LoggedEvent => JSON.parse(text))
        .filter((event) => matchesQuery(event, query))
        .sort(compareEvents)
        .slice(0, query.limit);
    },
    async listOutboxes(limit) {
      open();
      const pending: PendingOutbox[] = [];
      for (const text of accounts.values()) {
        const { tenant, factorType, subject, outbox }: AccountDocument = JSON.parse(text);
        if (outbox.length > 0) pending.push({ kind: 'account', key: { tenant, factorType, subject } });
      }
      for (const text of settings.values()) {
        const { tenant, factorType, outbox }: SettingsDocument = JSON.parse(text);
        if (outbox.length > 0) pending.push({ kind: 'settings', key: { tenant, factorType } });
      }
      return pending.slice(0, limit);
    },
    async *walkAccounts() {
      open();
      for (const key of [...accounts.keys()]) {
        const account = decode<AccountDocument>(accounts.get(key));
        if (account !== undefined) yield account;
      }
    },
    async eraseSubject(tenant, subject) {
      open();
      const isTheirs = (text: string): boolean => {
        const document: { readonly tenant: string; readonly subject: string } = JSON.parse(text);
        return document.tenant === tenant && document.subject === subject;
      };
      for (const [id, text] of challenges) if (isTheirs(text)) challenges.delete(id);
      for (const [id, text] of events) if (isTheirs(text)) events.set(id, encode(blankEvent(JSON.parse(text))));
      for (const [key, text] of accounts) if (isTheirs(text)) accounts.delete(key);
    },
    async sweep(now, eventsBefore) {
      open();
      for (const [id, text] of challenges) {
        const { deleteAfter }: ChallengeDocument = JSON.parse(text);
        if (deleteAfter < now) challenges.delete(id);
      }
      for (const [id, text] of events) {
        const { recordedAt }: LoggedEvent = JSON.parse(text);
        if (recordedAt < eventsBefore) events.delete(id);
      }
    },
    async clock() {
      open();
      return undefined;
    },
    async ready() {
      open();
    },
    overwrite(raw) {
      const text = JSON.stringify(raw.document);
      switch (raw.kind) {
        case 'account':
          accounts.set(accountText(raw.key), text);
          return;
        case 'challenge':
          challenges.set(raw.id, text);
          return;
        case 'settings':
          settings.set(settingsText(raw.key), text);
          return;
        default:
          raw satisfies never;
      }
    },
    async [Symbol.asyncDispose]() {
      closed = true;
    },
  };
}
