import { decodeDocument, type EventRecord, encodeDocument, StoreError } from '@authfactor/engine';
import { type CollectionOf, hashKey, newWriteId, type StoredVersion } from './collections.ts';
import { isDuplicateKey } from './mongo-fault.ts';
import type { Operations } from './operations.ts';

export interface VersionedDocument {
  readonly schema: 1;
  readonly version: number;
  readonly outbox: readonly EventRecord[];
}

export interface VersionedDocuments<T, K> {
  read(key: K): Promise<T | undefined>;
  write(next: T, expected: number | undefined): Promise<boolean>;
  listOutboxes(limit: number): Promise<readonly K[]>;
  /** In the order of the stored ids, strictly after `after`. */
  readPage(after: string | undefined, limit: number): Promise<Page<T>>;
}

export interface Page<T> {
  readonly documents: readonly T[];
  /** Where the next page goes on; absent: this was the last one. */
  readonly next?: string;
}

interface KeyFields {
  readonly tenant: string;
  readonly factorType: string;
  readonly subject?: string;
}

const unknownFate = (): StoreError =>
  new StoreError('unavailable', 'The connection broke during a write and another writer followed: read again');

/**
 * Documents of one collection, written by compare-and-set on `version`. `fields` are those of the key; `writing` runs the
 * writes, where that is not as everything else.
 */
export function createVersionedDocuments<T extends VersionedDocument & K, K extends KeyFields>(
  collection: CollectionOf<StoredVersion>,
  fields: readonly (keyof K & keyof KeyFields)[],
  operations: Operations,
  writing: Operations = operations,
): VersionedDocuments<T, K> {
  const { maxTimeMS } = operations;
  const valuesOf = (key: K): readonly string[] => fields.map((field) => String(key[field]));
  const idOf = (key: K): string => hashKey(valuesOf(key));
  const keyOf = (stored: KeyFields): K => Object.fromEntries(fields.map((field) => [field, stored[field]])) as K;

  const decode = (stored: StoredVersion): T => {
    if (hashKey(fields.map((field) => String(stored[field]))) !== stored._id) {
      throw new StoreError('damaged', 'A stored document stands under the id of another: restore a backup');
    }
    const beside: Partial<VersionedDocument & KeyFields> = { ...keyOf(stored), version: stored.version };
    return decodeDocument<T>(stored.document, beside as Partial<T>);
  };

  function encode(next: T): StoredVersion {
    const { tenant, factorType, subject, version } = next;
    return {
      _id: idOf(next),
      tenant,
      factorType,
      ...(subject === undefined ? {} : { subject }),
      version,
      ...(next.outbox.length === 0 ? {} : { outbox: true }),
      write: newWriteId(),
      document: encodeDocument(next),
    };
  }

  async function insert(stored: StoredVersion): Promise<boolean> {
    try {
      await collection().insertOne(stored, { maxTimeMS });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  async function replace(stored: StoredVersion, expected: number): Promise<boolean> {
    const { modifiedCount } = await collection().replaceOne({ _id: stored._id, version: expected }, stored, {
      maxTimeMS,
    });
    return modifiedCount === 1;
  }

  /**
   * After a try whose answer was lost, a refusal may mean that this very write is there. Servers with retryable writes
   * know that themselves, but not every compatible one does while the lost try is still under way.
   */
  async function isOwn({ _id, write }: StoredVersion): Promise<boolean> {
    const present = await collection().findOne({ _id }, { projection: { write: 1 }, maxTimeMS });
    if (present?.write === write) return true;
    throw unknownFate();
  }

  return {
    read: (key) =>
      operations.run(async () => {
        const stored = await collection().findOne({ _id: idOf(key) }, { maxTimeMS });
        return stored === null ? undefined : decode(stored);
      }),
    async write(next, expected) {
      const stored = encode(next);
      return writing.run(async (mayHaveHappened) => {
        const written = expected === undefined ? await insert(stored) : await replace(stored, expected);
        return written || (mayHaveHappened() && (await isOwn(stored)));
      });
    },
    listOutboxes: (limit) =>
      operations.run(async () => {
        const projection = { tenant: 1, factorType: 1, subject: 1 };
        return (await collection().find({ outbox: true }, { projection, maxTimeMS }).limit(limit).toArray()).map(keyOf);
      }),
    readPage: (after, limit) =>
      operations.run(async () => {
        const filter = after === undefined ? {} : { _id: { $gt: after } };
        const stored = await collection().find(filter, { maxTimeMS }).sort({ _id: 1 }).limit(limit).toArray();
        const last = stored.at(-1);
        const documents = stored.map(decode);
        return last === undefined || stored.length < limit ? { documents } : { documents, next: last._id };
      }),
  };
}
