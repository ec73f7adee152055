import { randomUUID } from 'node:crypto';
import { createScriptedFactor } from '@authfactor/conformance/factors';
import { createClock, createEngine } from '@authfactor/engine';
import { expect, it } from 'vitest';
import { accepted, createCaller, eventTypesIn } from './caller.ts';
import { describeMongo } from './describe-mongo.ts';
import { contradictions, readMarks, writeMarks } from './marked-writes.ts';
import { createTestDatabase, PRODUCTION_MS } from './test-database.ts';
import { untilReady } from './until-ready.ts';

describeMongo('a database that fails', (mongo) => {
  it('killed in the middle of writes: has every write that it acknowledged', async (context) => {
    const { process } = mongo();
    if (process === undefined) return context.skip('the server is not ours');
    await using database = createTestDatabase(mongo());
    const stores = [
      await database.open({ timeoutMs: PRODUCTION_MS }),
      await database.open({ timeoutMs: PRODUCTION_MS }),
    ];
    let over = false;
    const writing = Promise.all(stores.map((store, index) => writeMarks(store, `writer-${index}`, () => over)));
    for (let kills = 0; kills < 3; kills += 1) {
      await new Promise((resolve) => setTimeout(resolve, 150 + Math.random() * 200));
      await process.kill();
      await process.start();
      for (const store of stores) await untilReady(store);
    }
    over = true;
    const writes = await writing;
    for (const store of stores) {
      const marks = await readMarks(store);
      expect(marks.length).toBeGreaterThan(0);
      expect(contradictions(writes, marks)).toEqual([]);
    }
  });

  it('stopped, then started: nothing is verified meanwhile, and afterwards all is as before', async (context) => {
    const { process } = mongo();
    if (process === undefined) return context.skip('the server is not ours');
    await using database = createTestDatabase(mongo());
    const store = await database.open({ timeoutMs: PRODUCTION_MS });
    using clock = createClock({ store });
    await clock.measure();
    const factor = createScriptedFactor();
    await using engine = createEngine({ store, factors: [factor], clock, onFault: () => undefined });
    const caller = createCaller(engine, clock.now);
    await caller.enroll('1234');
    const challenge = await caller.begin();
    accepted(await caller.answer(challenge, '9999'));
    expect(await engine.readiness()).toEqual({ ready: true });

    await process.stop();
    expect(await engine.readiness()).toMatchObject({ ready: false });
    const requestId = randomUUID();
    await expect(caller.answer(challenge, '1234', requestId)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(caller.begin()).rejects.toMatchObject({ code: 'unavailable' });
    expect(factor.comparisons()).toBe(1);

    await process.start();
    await untilReady(store);
    expect(await engine.readiness()).toEqual({ ready: true });
    expect(accepted(await caller.answer(challenge, '1234', requestId)).outcome).toBe('verified');
    expect(factor.comparisons()).toBe(2);
  });

  it('stalled while an answer is compared: the answer is recorded as soon as it can be', async (context) => {
    const { process } = mongo();
    if (process === undefined) return context.skip('the server is not ours');
    await using database = createTestDatabase(mongo());
    const store = await database.open({ timeoutMs: PRODUCTION_MS });
    using clock = createClock({ store });
    await clock.measure();
    // The database stalls between the reservation and its settling.
    const stalled = Promise.withResolvers<void>();
    const factor = createScriptedFactor({
      async compare(honest) {
        process.pause();
        stalled.resolve();
        return honest();
      },
    });
    await using engine = createEngine({
      store,
      factors: [factor],
      clock,
      sweepIntervalMs: 0,
      onFault: () => undefined,
    });
    const caller = createCaller(engine, clock.now);
    await caller.enroll('1234');
    const challenge = await caller.begin();
    const answering = caller.answer(challenge, '1234');
    await stalled.promise;
    const readiness = await engine.readiness();
    process.resume();
    expect(readiness).toMatchObject({ ready: false });
    // On a machine that is very slow the hold may have lapsed: then it is lost, and counted.
    const { outcome } = accepted(await answering);
    expect(['verified', 'lost']).toContain(outcome);
    await untilReady(store);
    const types = (await eventTypesIn(store)).filter((type) => type === 'challenge.verified');
    expect(types).toHaveLength(outcome === 'verified' ? 1 : 0);
  });

  it('stalled: closing the store does not wait for it', async (context) => {
    const { process } = mongo();
    if (process === undefined) return context.skip('the server is not ours');
    await using database = createTestDatabase(mongo());
    const store = await database.open();
    process.pause();
    const reading = await unanswered(() => store.readChallenge('challenge').catch((error) => error.code));
    const closed = store[Symbol.asyncDispose]().then(() => true);
    // Of two timers of one process the shorter one always ends first, on any machine.
    const late = new Promise((resolve) => setTimeout(() => resolve(false), 5_000));
    expect(await Promise.race([closed, late])).toBe(true);
    process.resume();
    expect(await reading.answer).toBe('unavailable');
  });
});

/** The first question that gets no answer: a server that was told to stop may still have one on its way. */
async function unanswered<T>(ask: () => Promise<T>): Promise<{ readonly answer: Promise<T> }> {
  for (;;) {
    const answer = ask();
    const silence = new Promise<false>((resolve) => setTimeout(() => resolve(false), 200));
    if (!(await Promise.race([answer.then(() => true), silence]))) return { answer };
  }
}
