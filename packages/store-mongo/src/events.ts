import { decodeDocument, type EventQuery, encodeDocument, type LoggedEvent } from '@authfactor/engine';
import { type AnyBulkWriteOperation, type Filter, MongoBulkWriteError } from 'mongodb';
import type { CollectionOf, StoredEvent } from './collections.ts';
import { deleteBatches } from './delete-batches.ts';
import type { Operations } from './operations.ts';

export interface Events {
  append(events: readonly LoggedEvent[]): Promise<void>;
  list(query: EventQuery): Promise<readonly LoggedEvent[]>;
  blank(tenant: string, subject: string): Promise<void>;
  sweep(before: number): Promise<void>;
}

const BATCH = 100;

function filterOf({ tenant, subject, factorType, types, since, until, after }: EventQuery): Filter<StoredEvent> {
  return {
    $and: [
      { tenant },
      ...(subject === undefined ? [] : [{ subject }]),
      ...(factorType === undefined ? [] : [{ factorType }]),
      ...(types.length === 0 ? [] : [{ type: { $in: [...types] } }]),
      ...(since === undefined ? [] : [{ recordedAt: { $gte: since } }]),
      ...(until === undefined ? [] : [{ recordedAt: { $lt: until } }]),
      ...(after === undefined
        ? []
        : [
            // The first is implied by the second, and bounds the scan of the index.
            { recordedAt: { $gte: after.recordedAt } },
            { $or: [{ recordedAt: { $gt: after.recordedAt } }, { _id: { $gt: after.id } }] },
          ]),
    ],
  };
}

/** The event without whom it was about. An actor stays, unless it is the subject. */
function blankEvent(event: LoggedEvent): LoggedEvent {
  return {
    ...event,
    subject: '',
    actor: event.actor === event.subject ? '' : event.actor,
    ...(event.session === undefined ? {} : { session: '' }),
  };
}

function toStored(event: LoggedEvent): StoredEvent {
  const { id, tenant, subject, factorType, type, recordedAt } = event;
  return { _id: id, tenant, subject, factorType, type, recordedAt, document: encodeDocument(event) };
}

/** Whether an unordered insert failed for nothing but ids that were there. */
function isOnlyDuplicates(error: unknown): boolean {
  if (!(error instanceof MongoBulkWriteError)) return false;
  const errors = [error.writeErrors].flat();
  return (
    error.result.getWriteConcernError() === undefined && errors.length > 0 && errors.every(({ code }) => code === 11000)
  );
}

export function createEvents(collection: CollectionOf<StoredEvent>, operations: Operations): Events {
  const { maxTimeMS } = operations;
  const decode = ({ _id, tenant, subject, recordedAt, document }: StoredEvent): LoggedEvent =>
    decodeDocument<LoggedEvent>(document, { id: _id, tenant, subject, recordedAt });

  /** One that is damaged is deleted: nobody can tell what it still says of the subject. */
  function blankOne(stored: StoredEvent): AnyBulkWriteOperation<StoredEvent> {
    const { _id, tenant, subject } = stored;
    const filter = { _id, tenant, subject };
    try {
      const document = encodeDocument(blankEvent(decode(stored)));
      return { updateOne: { filter, update: { $set: { subject: '', document } } } };
    } catch {
      return { deleteOne: { filter } };
    }
  }

  async function blankSome(tenant: string, subject: string): Promise<number> {
    const stored = await collection().find({ tenant, subject }, { maxTimeMS }).limit(BATCH).toArray();
    if (stored.length > 0) await collection().bulkWrite(stored.map(blankOne), { ordered: false, maxTimeMS });
    return stored.length;
  }

  return {
    async append(events) {
      // The first of an id stays, within one call too, and in whatever order the server inserts.
      const byId = new Map(events.toReversed().map((event) => [event.id, toStored(event)]));
      const stored = [...byId.values()].toReversed();
      for (let start = 0; start < stored.length; start += BATCH) {
        await operations.run(async () => {
          try {
            await collection().insertMany(stored.slice(start, start + BATCH), { ordered: false, maxTimeMS });
          } catch (error) {
            if (!isOnlyDuplicates(error)) throw error;
          }
        });
      }
    },
    list: (query) =>
      operations.run(async () => {
        const found = collection().find(filterOf(query), { maxTimeMS }).sort({ recordedAt: 1, _id: 1 });
        return (await found.limit(query.limit).toArray()).map(decode);
      }),
    async blank(tenant, subject) {
      while ((await operations.run(() => blankSome(tenant, subject))) === BATCH);
    },
    sweep: (before) => deleteBatches(collection, { recordedAt: { $lt: before } }, operations),
  };
}
