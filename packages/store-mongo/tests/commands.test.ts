import { createScriptedFactor } from '@authfactor/conformance/factors';
import { createClock, createEngine, type Store } from '@authfactor/engine';
import { expect, it } from 'vitest';
import { accepted, createCaller } from './caller.ts';
import { describeMongo } from './describe-mongo.ts';
import { createTestDatabase } from './test-database.ts';

/** Waits until no event is on its way to the log. */
async function untilDrained(store: Store): Promise<void> {
  while ((await store.listOutboxes(1)).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
}

describeMongo('commands that the database is sent', (mongo) => {
  it('are three to begin a challenge and four to take an answer', async () => {
    await using database = createTestDatabase(mongo());
    let commands: string[] = [];
    const store = await database.open({ onCommand: (name) => commands.push(name) });
    using clock = createClock({ store });
    await clock.measure();
    const onFault = (fault: unknown): never => expect.fail(String(fault));
    await using engine = createEngine({ store, factors: [createScriptedFactor()], clock, sweepIntervalMs: 0, onFault });
    const caller = createCaller(engine, clock.now);
    await caller.enroll('1234');
    await untilDrained(store);

    /** What was sent until the answer was there; draining comes later. */
    async function sentFor<T>(call: () => Promise<T>): Promise<readonly [T, readonly string[]]> {
      commands = [];
      const value = await call();
      return [value, commands.filter((name) => name !== 'hello')];
    }

    const [challenge, forBegin] = await sentFor(() => caller.begin());
    expect(forBegin).toEqual(['find', 'find', 'insert']);
    const [wrong, forWrong] = await sentFor(() => caller.answer(challenge, '9999'));
    expect(accepted(wrong).outcome).toBe('mismatched');
    expect(forWrong).toEqual(['find', 'find', 'update', 'update']);
    await untilDrained(store);
    const [right, forRight] = await sentFor(() => caller.answer(challenge, '1234'));
    expect(accepted(right).outcome).toBe('verified');
    expect(forRight).toEqual(['find', 'find', 'update', 'update']);
  });
});
