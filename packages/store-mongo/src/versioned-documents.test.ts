import { type Collection, MongoNetworkError, MongoServerError } from 'mongodb';
import { describe, expect, it } from 'vitest';
import type { StoredVersion } from './collections.ts';
import { createOperations } from './operations.ts';
import type { ScratchDocument, ScratchKey } from './race-itself.ts';
import { createVersionedDocuments } from './versioned-documents.ts';

/** Of the writes that reach the server, which answers get lost on the way back. */
type Fate = 'answered' | 'lost' | 'lost-and-overwritten' | 'never-arrives';

const broken = new MongoNetworkError('connection closed');

/** A server with one document, as far as the store asks it, on a connection that breaks as `fates` say. */
function createFakeCollection(stored: StoredVersion | undefined, fates: Fate[]) {
  let present = stored;
  function meet(write: () => boolean): boolean {
    const fate = fates.shift() ?? 'answered';
    if (fate === 'never-arrives') throw broken;
    const done = write();
    if (fate === 'answered') return done;
    if (fate === 'lost-and-overwritten' && present !== undefined) {
      present = { ...present, version: present.version + 1, write: 'of another' };
    }
    throw broken;
  }
  const fake = {
    async insertOne(next: StoredVersion) {
      const done = meet(() => {
        if (present !== undefined) return false;
        present = next;
        return true;
      });
      if (!done) throw new MongoServerError({ code: 11000, errmsg: 'E11000' });
    },
    async replaceOne({ version }: { readonly version: number }, next: StoredVersion) {
      const done = meet(() => {
        if (present?.version !== version) return false;
        present = next;
        return true;
      });
      return { modifiedCount: done ? 1 : 0 };
    },
    findOne: async () => present ?? null,
  };
  return () => fake as unknown as Collection<StoredVersion>;
}

const key: ScratchKey = { tenant: 'tenant', factorType: 'none' };
const document = (version: number): ScratchDocument => ({ ...key, schema: 1, version, outbox: [] });
const beside = { ...key, _id: 'id', write: 'of before', document: '' };

function write(expected: number | undefined, fates: Fate[], stored = expected): Promise<boolean> {
  const collection = createFakeCollection(stored === undefined ? undefined : { ...beside, version: stored }, fates);
  const operations = createOperations({ timeoutMs: 60_000, incidents: () => 0 });
  const fields = ['tenant', 'factorType'] as const;
  return createVersionedDocuments<ScratchDocument, ScratchKey>(collection, fields, operations).write(
    document((expected ?? 0) + 1),
    expected,
  );
}

describe.each([
  ['an insert', undefined],
  ['a compare-and-set', 7],
] as const)('%s', (_, expected) => {
  it('that is answered won', async () => {
    expect(await write(expected, [])).toBe(true);
  });

  it('that meets another version lost', async () => {
    expect(await write(expected, [], 9)).toBe(false);
  });

  it('that never arrived is made again', async () => {
    expect(await write(expected, ['never-arrives', 'never-arrives'])).toBe(true);
  });

  it('whose answer was lost has won, not lost to itself', async () => {
    expect(await write(expected, ['lost'])).toBe(true);
    expect(await write(expected, ['lost', 'lost'])).toBe(true);
  });

  it('whose answer was lost and that another followed has an unknown fate', async () => {
    await expect(write(expected, ['lost-and-overwritten'])).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('that cannot be made has an unknown fate', async () => {
    const fates: Fate[] = ['never-arrives', 'lost', 'never-arrives'];
    await expect(write(expected, fates)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
