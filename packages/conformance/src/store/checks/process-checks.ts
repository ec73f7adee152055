import assert from 'node:assert/strict';
import type { Store } from '@authfactor/engine';
import { sampleChallenge } from '../sample-documents.ts';
import type { StoreCheck, StoreUnderTest } from '../store-under-test.ts';
import { countTogether, raceForVersions } from './account-races.ts';
import { race } from './race.ts';

const PROCESSES = 3;
const WRITERS = 1_000;

async function inProcesses(under: StoreUnderTest, run: (stores: readonly Store[]) => Promise<void>): Promise<void> {
  const { openInProcess } = under;
  assert.ok(openInProcess);
  const stores = await race(PROCESSES, () => openInProcess());
  try {
    await run(stores);
  } finally {
    for (const store of stores) await store[Symbol.asyncDispose]();
  }
}

/** Which of the stores the n-th of 1,000 callers uses; `shift` lets another one begin. */
function pick(stores: readonly Store[], index: number, shift: number): Store {
  const store = stores[(index + shift) % stores.length];
  assert.ok(store);
  return store;
}

async function raceToInsert(stores: readonly Store[]): Promise<void> {
  for (const [shift, id] of ['one', 'two'].entries()) {
    const present = await race(WRITERS, (index) =>
      pick(stores, index, shift).insertChallenge(sampleChallenge({ id, session: `session-${index}` })),
    );
    const winners = present.flatMap((found, index) => (found === undefined ? [index] : []));
    assert.equal(winners.length, 1, `one insert for an id, not ${winners.length}`);
    const kept = sampleChallenge({ id, session: `session-${winners[0]}` });
    for (const store of stores) assert.deepEqual(await store.readChallenge(id), kept);
    for (const found of present) if (found !== undefined) assert.deepEqual(found, kept);
  }
}

export const processChecks: readonly StoreCheck[] = [
  {
    name: 'of 1000 writers in three processes exactly one wins',
    needs: 'openInProcess',
    run: (under) => inProcesses(under, (stores) => raceForVersions(stores, WRITERS, 2)),
  },
  {
    name: 'of 1000 inserts of one id in three processes exactly one is kept',
    needs: 'openInProcess',
    run: (under) => inProcesses(under, raceToInsert),
  },
  {
    name: 'no count of concurrent writers in three processes is lost',
    needs: 'openInProcess',
    run: (under) => inProcesses(under, countTogether),
  },
];
