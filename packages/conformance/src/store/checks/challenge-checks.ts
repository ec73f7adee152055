import assert from 'node:assert/strict';
import { sampleChallenge } from '../sample-documents.ts';
import type { StoreCheck } from '../store-under-test.ts';
import { race } from './race.ts';

export const challengeChecks: readonly StoreCheck[] = [
  {
    name: 'a challenge is absent, then read as it was inserted',
    async run({ store }) {
      assert.equal(await store.readChallenge('challenge'), undefined);
      assert.equal(await store.insertChallenge(sampleChallenge()), undefined);
      assert.deepEqual(await store.readChallenge('challenge'), sampleChallenge());
      assert.equal(await store.readChallenge('challeng'), undefined);
    },
  },
  {
    name: 'inserting over a challenge gives the one that is there and keeps it',
    async run({ store }) {
      const first = sampleChallenge({ session: 'first' });
      await store.insertChallenge(first);
      for (const session of ['second', 'first']) {
        assert.deepEqual(await store.insertChallenge(sampleChallenge({ session })), first);
        assert.deepEqual(await store.readChallenge('challenge'), first);
      }
    },
  },
  {
    name: 'of 300 inserts of one id exactly one is kept and the others are given it',
    async run({ store }) {
      for (const id of ['one', 'two', 'three']) {
        const insert = (index: number) => store.insertChallenge(sampleChallenge({ id, session: `session-${index}` }));
        const present = await race(300, insert);
        const winners = present.flatMap((found, index) => (found === undefined ? [index] : []));
        assert.equal(winners.length, 1, `one insert for an id, not ${winners.length}`);
        const kept = sampleChallenge({ id, session: `session-${winners[0]}` });
        assert.deepEqual(await store.readChallenge(id), kept);
        for (const found of present) if (found !== undefined) assert.deepEqual(found, kept);
      }
    },
  },
];
