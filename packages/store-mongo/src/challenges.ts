import { type ChallengeDocument, decodeDocument, encodeDocument, StoreError } from '@authfactor/engine';
import { type CollectionOf, newWriteId, type StoredChallenge } from './collections.ts';
import { deleteBatches } from './delete-batches.ts';
import { isDuplicateKey } from './mongo-fault.ts';
import type { Operations } from './operations.ts';

export interface Challenges {
  read(id: string): Promise<ChallengeDocument | undefined>;
  insert(challenge: ChallengeDocument): Promise<ChallengeDocument | undefined>;
  erase(tenant: string, subject: string): Promise<void>;
  sweep(now: number): Promise<void>;
}

export function createChallenges(collection: CollectionOf<StoredChallenge>, operations: Operations): Challenges {
  const { maxTimeMS } = operations;
  const find = (id: string) => collection().findOne({ _id: id }, { maxTimeMS });
  const decode = ({ _id, tenant, subject, document }: StoredChallenge): ChallengeDocument =>
    decodeDocument<ChallengeDocument>(document, { id: _id, tenant, subject });

  return {
    read: (id) =>
      operations.run(async () => {
        const stored = await find(id);
        return stored === null ? undefined : decode(stored);
      }),
    async insert(challenge) {
      const { id, tenant, subject, deleteAfter } = challenge;
      const stored = {
        _id: id,
        tenant,
        subject,
        deleteAfter,
        write: newWriteId(),
        document: encodeDocument(challenge),
      };
      return operations.run(async () => {
        try {
          await collection().insertOne(stored, { maxTimeMS });
          return undefined;
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
        }
        const present = await find(id);
        if (present === null) {
          throw new StoreError('unavailable', 'The challenge was deleted while it was read: begin again');
        }
        // An earlier try of this call whose answer was lost.
        return present.write === stored.write ? undefined : decode(present);
      });
    },
    erase: (tenant, subject) => deleteBatches(collection, { tenant, subject }, operations),
    sweep: (now) => deleteBatches(collection, { deleteAfter: { $lt: now } }, operations),
  };
}
