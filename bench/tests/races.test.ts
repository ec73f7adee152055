import { createFreshDatabase, envToConfig, findMongo } from '@authfactor/store-mongo/test-server';
import { expect, test } from 'vitest';
import { openRaceTrack } from '../src/race.ts';
import { mistakesOf } from '../src/race-report.ts';

const source = findMongo(envToConfig(process.env));

/** The benchmark, smaller. Without a MongoDB it is skipped, which the suite of the store says aloud. */
test.skipIf(source === undefined)(
  '120 wrong answers at once through three processes: no more than the limit',
  async () => {
    if (source === undefined) return;
    await using mongo = await source.start();
    await using database = createFreshDatabase(mongo);
    await using track = await openRaceTrack(database.uri, 3);
    const accounts = await track.run({ accounts: 3, answersPerAccount: 40, kill: false });
    expect(mistakesOf(accounts, 40)).toEqual([]);
    expect(accounts.map(({ counted }) => counted)).toEqual([3, 3, 3]);
  },
  180_000,
);
