import { randomUUID } from 'node:crypto';
import { StoreError } from '@authfactor/engine';
import { describe, expect, it } from 'vitest';
import { createScriptedFactor } from '../../src/factors/index.ts';
import { createFailingStore, type FaultPlan } from '../../src/store/index.ts';
import { accepted, createWorkbench, reasonOf } from './workbench.ts';

const PIN = '481516';
const unavailable = () => new StoreError('unavailable', 'The test cut the store off');

async function setUp(options: Parameters<typeof createWorkbench>[1] = {}) {
  let plan: FaultPlan = () => undefined;
  const factor = createScriptedFactor();
  const bench = createWorkbench(factor, {
    wrap: (store) => createFailingStore(store, (operation, phase) => plan(operation, phase)),
    ...options,
  });
  await bench.enroll(PIN);
  const { challengeId } = await bench.challenge();
  return {
    ...bench,
    factor,
    challengeId,
    failWith(next: FaultPlan) {
      plan = next;
    },
  };
}

/** Fails the n-th account write, and those up to `last`. */
function nthWrite(phase: 'before' | 'after', first: number, last = first): FaultPlan {
  let writes = 0;
  return (operation, at) => {
    if (operation !== 'writeAccount') return undefined;
    if (at === 'before') writes += 1;
    return at === phase && writes >= first && writes <= last ? unavailable() : undefined;
  };
}

describe('store faults', () => {
  it.each([
    ['reserve not written', 'before', 1],
    ['reserve written, its answer lost', 'after', 1],
    ['settle not written', 'before', 2],
    ['settle written, its answer lost', 'after', 2],
  ] as const)('one comparison and one count: %s', async (_, phase, write) => {
    const bench = await setUp();
    bench.failWith(nthWrite(phase, write));
    const requestId = randomUUID();
    expect(accepted(await bench.answer(bench.challengeId, '111111', { requestId })).outcome).toBe('mismatched');
    bench.failWith(() => undefined);
    expect(accepted(await bench.answer(bench.challengeId, PIN, { requestId })).outcome).toBe('mismatched');
    expect(bench.factor.comparisons()).toBe(1);
    expect((await bench.account()).attempts).toMatchObject({ reserved: 1, cleared: 0 });
  });

  it('a store that is gone before the reservation compares nothing', async () => {
    const bench = await setUp();
    bench.failWith((operation, phase) =>
      phase === 'before' && operation === 'writeAccount' ? unavailable() : undefined,
    );
    await expect(bench.answer(bench.challengeId, PIN)).rejects.toMatchObject({ code: 'unavailable' });
    expect(bench.factor.comparisons()).toBe(0);
  });

  it('a store that is gone after the comparison verifies nobody, and the count stays', async () => {
    const bench = await setUp({ limits: { holdMs: 2_100 } });
    bench.failWith(nthWrite('before', 2, Number.POSITIVE_INFINITY));
    const requestId = randomUUID();
    const answered = bench.answer(bench.challengeId, PIN, { requestId });
    while (bench.factor.comparisons() === 0) await new Promise((done) => setTimeout(done, 1));
    bench.clock.advance(2_100);
    expect(reasonOf(await answered)).toBe('DEPENDENCY_UNAVAILABLE');
    bench.failWith(() => undefined);
    bench.clock.advance(2_000);
    expect(accepted(await bench.answer(bench.challengeId, PIN, { requestId })).outcome).toBe('lost');
    expect(bench.factor.comparisons()).toBe(1);
    expect((await bench.account()).attempts).toMatchObject({ reserved: 1, cleared: 0 });
  });

  it('a stalled store holds a reservation up for a bounded time, and what it then writes is never compared', async () => {
    const stalled: (() => void)[] = [];
    let stall = false;
    const factor = createScriptedFactor();
    const bench = createWorkbench(factor, {
      limits: { reserveTimeoutMs: 20 },
      wrap: (store) => ({
        ...store,
        async writeAccount(next, expected) {
          if (stall) await new Promise<void>((resume) => stalled.push(resume));
          return store.writeAccount(next, expected);
        },
      }),
    });
    await bench.enroll(PIN);
    const { challengeId } = await bench.challenge();
    stall = true;
    await expect(bench.answer(challengeId, PIN)).rejects.toMatchObject({ code: 'unavailable' });
    stall = false;
    for (const resume of stalled) resume();
    while ((await bench.account()).attempts.reserved === 0) await new Promise((done) => setTimeout(done, 1));
    expect(factor.comparisons()).toBe(0);
    bench.clock.advance(12_000);
    expect(accepted(await bench.answer(challengeId, PIN)).outcome).toBe('verified');
  });

  it('an event that could not be logged is logged later, once', async () => {
    const bench = await setUp();
    bench.failWith((operation, phase) =>
      operation === 'appendEvents' && phase === 'after' ? unavailable() : undefined,
    );
    await bench.answer(bench.challengeId, PIN);
    await bench.engine[Symbol.asyncDispose]();
    expect((await bench.account()).outbox.length).toBeGreaterThan(0);
    const later = createWorkbench(bench.factor, { memory: bench.memory, clock: bench.clock, sweepIntervalMs: 1 });
    while ((await bench.account()).outbox.length > 0) await new Promise((done) => setTimeout(done, 1));
    await later.engine[Symbol.asyncDispose]();
    expect(await bench.events()).toEqual(['challenge.begun', 'challenge.verified', 'credential.enrolled']);
  });

  it('a server whose clock is behind cannot shorten a lock', async () => {
    const bench = await setUp();
    for (const wrong of ['111111', '222222', '333333']) await bench.answer(bench.challengeId, wrong);
    const behind = createWorkbench(bench.factor, {
      memory: bench.memory,
      clock: { now: () => bench.clock.now() - 86_400_000, ageMs: () => 0, advance: () => undefined },
    });
    expect(reasonOf(await behind.begin())).toBe('SUBJECT_LOCKED');
  });

  it('is not ready without its store, or with a clock that nobody read', async () => {
    const bench = await setUp();
    expect(await bench.engine.readiness()).toEqual({ ready: true });
    bench.failWith((operation, phase) => (operation === 'ready' && phase === 'before' ? unavailable() : undefined));
    expect(await bench.engine.readiness()).toMatchObject({ ready: false });
    const stale = createWorkbench(bench.factor, {
      clock: { now: () => 0, ageMs: () => 60_001, advance: () => undefined },
    });
    expect(await stale.engine.readiness()).toMatchObject({ ready: false });
  });
});
