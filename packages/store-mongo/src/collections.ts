import { createHash, randomBytes } from 'node:crypto';
import type { Collection, Db, IndexDescription } from 'mongodb';

/*
 * What is stored: a document's JSON text, and beside it only what a query or a compare-and-set needs. No index but that
 * of `_id` is unique, so that every collection can be sharded by hashed `_id`. There is no TTL index: each member of a
 * replica set would delete by its own clock, while expiry follows the one clock that the engine measures; `sweep` does.
 */

/** An account or settings; `_id` is a hash of the key. */
export interface StoredVersion {
  readonly _id: string;
  readonly tenant: string;
  readonly factorType: string;
  /** Accounts only. */
  readonly subject?: string;
  readonly version: number;
  /** There while the document's outbox has events: its index then holds only these. */
  readonly outbox?: true;
  /** Random, of the write that made it: whose answer was lost can find out whether it happened. */
  readonly write: string;
  readonly document: string;
}

/** `_id` is the challenge's id. */
export interface StoredChallenge {
  readonly _id: string;
  readonly tenant: string;
  readonly subject: string;
  readonly deleteAfter: number;
  readonly write: string;
  readonly document: string;
}

/** `_id` is the event's id. */
export interface StoredEvent {
  readonly _id: string;
  readonly tenant: string;
  readonly subject: string;
  readonly factorType: string;
  readonly type: string;
  readonly recordedAt: number;
  readonly document: string;
}

/** One document, written to find out whether writes are possible. */
interface StoredCheck {
  readonly _id: string;
  readonly checks: number;
}

/** A collection of the client that is connected now: ask at each operation. */
export type CollectionOf<T extends object> = () => Collection<T>;

export interface Collections {
  readonly accounts: CollectionOf<StoredVersion>;
  readonly settings: CollectionOf<StoredVersion>;
  readonly challenges: CollectionOf<StoredChallenge>;
  readonly events: CollectionOf<StoredEvent>;
  readonly checks: CollectionOf<StoredCheck>;
}

export function collectionsOf(database: () => Db): Collections {
  return {
    accounts: () => database().collection('accounts'),
    settings: () => database().collection('settings'),
    challenges: () => database().collection('challenges'),
    events: () => database().collection('events'),
    checks: () => database().collection('checks'),
  };
}

/** Of a fixed length whatever the ids are, spread evenly, and without personal data in it. */
export function hashKey(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = Buffer.from(part);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    // Length-prefixed, so that no two lists of parts hash alike.
    hash.update(length).update(bytes);
  }
  return hash.digest('base64url');
}

/** 96 random bits: enough that no two writes of one document are alike. */
export const newWriteId = (): string => randomBytes(12).toString('base64url');

export interface CollectionSetup {
  readonly name: keyof Collections;
  readonly indexes: readonly (IndexDescription & { readonly name: string })[];
  /** Only the types that the store relies on, so that a newer version's documents pass too. */
  readonly types: Readonly<Record<string, 'string' | 'number'>>;
}

const withOutbox = {
  name: 'with_outbox',
  key: { outbox: 1 },
  partialFilterExpression: { outbox: true },
} as const;

const bySubject = { name: 'by_subject', key: { tenant: 1, subject: 1 } } as const;

export const collectionSetups: readonly CollectionSetup[] = [
  {
    name: 'accounts',
    indexes: [bySubject, withOutbox],
    types: {
      _id: 'string',
      tenant: 'string',
      factorType: 'string',
      subject: 'string',
      version: 'number',
      write: 'string',
      document: 'string',
    },
  },
  {
    name: 'settings',
    indexes: [withOutbox],
    types: {
      _id: 'string',
      tenant: 'string',
      factorType: 'string',
      version: 'number',
      write: 'string',
      document: 'string',
    },
  },
  {
    name: 'challenges',
    indexes: [bySubject, { name: 'by_end', key: { deleteAfter: 1 } }],
    types: {
      _id: 'string',
      tenant: 'string',
      subject: 'string',
      deleteAfter: 'number',
      write: 'string',
      document: 'string',
    },
  },
  {
    name: 'events',
    indexes: [
      { name: 'in_order', key: { tenant: 1, recordedAt: 1, _id: 1 } },
      { name: 'of_subject', key: { tenant: 1, subject: 1, recordedAt: 1, _id: 1 } },
      { name: 'by_time', key: { recordedAt: 1 } },
    ],
    types: {
      _id: 'string',
      tenant: 'string',
      subject: 'string',
      factorType: 'string',
      type: 'string',
      recordedAt: 'number',
      document: 'string',
    },
  },
  { name: 'checks', indexes: [], types: {} },
];
