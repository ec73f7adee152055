import type { Filter } from 'mongodb';
import type { CollectionOf } from './collections.ts';
import type { Operations } from './operations.ts';

const BATCH = 500;

/** Deletes all that the filter finds, a bounded step at a time. Safe to repeat after a fault. */
export async function deleteBatches<T extends { readonly _id: string }>(
  collection: CollectionOf<T>,
  filter: Filter<T>,
  operations: Operations,
): Promise<void> {
  const { maxTimeMS } = operations;
  for (;;) {
    const found = await operations.run(() =>
      collection()
        .find(filter, { projection: { _id: 1 }, maxTimeMS })
        .limit(BATCH)
        .toArray(),
    );
    const ids = found.map(({ _id }) => _id);
    if (ids.length > 0) {
      await operations.run(() =>
        collection().deleteMany({ $and: [{ _id: { $in: ids } }, filter] } as Filter<T>, { maxTimeMS }),
      );
    }
    if (ids.length < BATCH) return;
  }
}
