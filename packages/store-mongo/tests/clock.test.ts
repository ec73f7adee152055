import { createScriptedFactor } from '@authfactor/conformance/factors';
import { createClock, createEngine } from '@authfactor/engine';
import { expect, it } from 'vitest';
import { accepted, createCaller } from './caller.ts';
import { describeMongo } from './describe-mongo.ts';
import { createTestDatabase } from './test-database.ts';

const YEAR_MS = 365 * 86_400_000;

describeMongo('a process whose clock is wrong', (mongo) => {
  it('tells the database’s time', async () => {
    await using database = createTestDatabase(mongo());
    const store = await database.open();
    const before = Date.now();
    const time = await store.clock();
    expect(time).toBeGreaterThanOrEqual(before - 60_000);
    expect(time).toBeLessThanOrEqual(Date.now() + 60_000);
  });

  it.each([-YEAR_MS, YEAR_MS])('by %i ms neither shortens nor lengthens a lock', async (error) => {
    await using database = createTestDatabase(mongo());
    const store = await database.open();
    using right = createClock({ store });
    using wrong = createClock({ store, wall: () => Date.now() + error });
    await Promise.all([right.measure(), wrong.measure()]);
    const parts = { store, factors: [createScriptedFactor()], sweepIntervalMs: 0, onFault: () => undefined };
    await using locking = createEngine({ ...parts, clock: right });
    await using misled = createEngine({ ...parts, clock: wrong });
    const subject = 'locked';
    const caller = createCaller(locking, right.now, subject);
    await caller.enroll('1234');
    const challenge = await caller.begin();
    for (const pin of ['1111', '2222']) await caller.answer(challenge, pin);
    const { lockedUntil } = accepted(await caller.answer(challenge, '3333'));
    expect(lockedUntil).toBeGreaterThan(right.now());

    const elsewhere = createCaller(misled, wrong.now, subject);
    await expect(elsewhere.begin()).rejects.toThrow('SUBJECT_LOCKED');
    expect(Math.abs(wrong.now() - right.now())).toBeLessThan(60_000);
  });
});
