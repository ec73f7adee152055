import { sampleChallenge } from '@authfactor/conformance/store';
import { type Collection, MongoNetworkError, MongoServerError } from 'mongodb';
import { expect, it } from 'vitest';
import { createChallenges } from './challenges.ts';
import type { StoredChallenge } from './collections.ts';
import { createOperations } from './operations.ts';

/** A server that inserts and whose first answer gets lost. */
function createForgetfulServer(present?: StoredChallenge) {
  let stored = present;
  let answers = 0;
  const fake = {
    async insertOne(next: StoredChallenge) {
      const isNew = stored === undefined;
      stored ??= next;
      answers += 1;
      if (answers === 1) throw new MongoNetworkError('connection closed');
      if (!isNew) throw new MongoServerError({ code: 11000, errmsg: 'E11000' });
    },
    findOne: async () => stored ?? null,
  };
  const operations = createOperations({ timeoutMs: 60_000, incidents: () => 0 });
  return createChallenges(() => fake as unknown as Collection<StoredChallenge>, operations);
}

it('an insert whose answer was lost does not take its own challenge for another’s', async () => {
  expect(await createForgetfulServer().insert(sampleChallenge())).toBeUndefined();
});

it('an insert whose answer was lost gives the challenge that was there before', async () => {
  const { id, tenant, subject, deleteAfter } = sampleChallenge();
  const before = sampleChallenge({ session: 'before' });
  const present = { _id: id, tenant, subject, deleteAfter, write: 'of another', document: JSON.stringify(before) };
  expect(await createForgetfulServer(present).insert(sampleChallenge())).toEqual(before);
});
