import assert from 'node:assert/strict';
import type { AccountDocument, Store } from '@authfactor/engine';
import { sampleAccount } from '../sample-documents.ts';
import { race } from './race.ts';

const key = { tenant: 'tenant', factorType: 'soft-pin', subject: 'alice' };

const withReserved = (account: AccountDocument, version: number): AccountDocument => ({
  ...account,
  version,
  attempts: { ...account.attempts, reserved: account.attempts.reserved + 1 },
});

/** Counts up once: read, compare-and-set, again until it holds. */
async function countUp(store: Store): Promise<void> {
  for (;;) {
    const account = await store.readAccount(key);
    assert.ok(account, 'the account is there');
    if (await store.writeAccount(withReserved(account, account.version + 1), account.version)) return;
  }
}

/** Lets writers, spread over the handles, race for each of a few versions of one account. */
export async function raceForVersions(handles: readonly Store[], writers = 300, rounds = 5): Promise<void> {
  let version: number | undefined;
  for (let round = 1; round <= rounds; round += 1) {
    const expected = version;
    const next = (index: number) => sampleAccount({ version: writers * round + index });
    const written = await race(writers, async (index) => {
      // Another handle begins each round.
      const store = handles[(index + round) % handles.length];
      assert.ok(store);
      return store.writeAccount(next(index), expected);
    });
    const winners = written.flatMap((won, index) => (won ? [index] : []));
    assert.equal(winners.length, 1, `one winner for a version, not ${winners.length}`);
    version = writers * round + (winners[0] ?? 0);
    for (const store of handles) assert.equal((await store.readAccount(key))?.version, version, 'the winner is stored');
  }
}

/** Lets 12 writers, spread over the handles, count one account up, 12 times each. */
export async function countTogether(handles: readonly Store[]): Promise<void> {
  const [first] = handles;
  assert.ok(first);
  await first.writeAccount(sampleAccount({ attempts: { reserved: 0, cleared: 0, recent: [] } }), undefined);
  await race(12, async (index) => {
    const store = handles[index % handles.length];
    assert.ok(store);
    for (let step = 0; step < 12; step += 1) await countUp(store);
  });
  for (const store of handles) assert.equal((await store.readAccount(key))?.attempts.reserved, 144, 'no count is lost');
}
