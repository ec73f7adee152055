import type { DeviceStatus } from '@authfactor/factor';
import { describe, expect, it } from 'vitest';
import { interceptStore } from '../../src/store/index.ts';
import { createDeviceBench, until, waitsUntil } from './device-bench.ts';
import { accepted, contextOf, SESSION } from './workbench.ts';

/** A device that shows no code before it is polled. */
const start = async () => ({ kind: 'started', transaction: 't' }) as const;

const MINUTE = 60_000;

/** Looked for in whole documents: digits alone stand in random ids too. */
const UNMISTAKABLE = 'the code to match';

/** Polls that end when the test says so. */
function heldPolls() {
  const held: { readonly signal: AbortSignal; end(status: DeviceStatus): void }[] = [];
  const poll = (_: DeviceStatus, signal: AbortSignal) =>
    new Promise<DeviceStatus>((end) => {
      held.push({ signal, end });
    });
  return { held, poll };
}

describe('a code to match that only a poll brings', () => {
  it('is stored, and ends the long poll that brought it', async () => {
    const bench = createDeviceBench({ start });
    const begun = accepted(await bench.begin());
    expect(begun.matchCode).toBeUndefined();
    bench.device.decide({ kind: 'waiting', matchCode: '42' });
    const shown = accepted(await bench.get(begun.challengeId, MINUTE));
    expect(shown).toMatchObject({ state: 'awaiting-device', matchCode: '42' });
    expect((await bench.account()).challenges[begun.challengeId]?.device).toMatchObject({ matchCode: '42' });
    // A provider may tell it once.
    bench.device.decide('waiting');
    expect(accepted(await bench.get(begun.challengeId)).matchCode).toBe('42');
    expect((await bench.account()).attempts).toMatchObject({ reserved: 1, cleared: 0 });
  });

  it('ends a long poll when it appears, and when it changes', async () => {
    const bench = createDeviceBench({ start });
    const { challengeId } = accepted(await bench.begin());
    for (const matchCode of ['42', '17']) {
      const polled = bench.device.polled();
      const waiting = bench.get(challengeId, MINUTE);
      await until(() => bench.device.polled() > polled + 1);
      bench.device.decide({ kind: 'waiting', matchCode });
      expect(accepted(await waiting)).toMatchObject({ state: 'awaiting-device', matchCode });
    }
  });

  it('ends the long poll at another process too', async () => {
    const a = createDeviceBench({ start });
    const b = createDeviceBench({ start }, { memory: a.memory, clock: a.clock });
    const { challengeId } = accepted(await a.begin());
    const waiting = b.get(challengeId, MINUTE);
    await until(() => b.device.polled() > 1);
    a.device.decide({ kind: 'waiting', matchCode: '42' });
    await a.get(challengeId);
    expect(accepted(await waiting).matchCode).toBe('42');
  });

  it('is written once, however often it is told', async () => {
    const bench = createDeviceBench({ start });
    const { challengeId } = accepted(await bench.begin());
    bench.device.decide({ kind: 'waiting', matchCode: '42' });
    await bench.get(challengeId);
    const { version } = await bench.account();
    for (let i = 0; i < 5; i++) await bench.get(challengeId);
    expect((await bench.account()).version).toBe(version);
  });

  it('is nowhere once the challenge has ended', async () => {
    for (const end of ['approved', 'denied', 'reported', 'timed-out', 'failed'] as const) {
      const bench = createDeviceBench({ start });
      const { challengeId } = accepted(await bench.begin());
      bench.device.decide({ kind: 'waiting', matchCode: UNMISTAKABLE });
      await bench.get(challengeId);
      bench.device.decide(end);
      expect(accepted(await bench.get(challengeId)).matchCode).toBeUndefined();
      expect(JSON.stringify(await bench.account())).not.toContain(UNMISTAKABLE);
    }
  });

  it.each([
    ['canceled', async (bench: ReturnType<typeof createDeviceBench>, id: string) => bench.cancel(id)],
    ['canceled', async (bench: ReturnType<typeof createDeviceBench>) => bench.reset('disable')],
    ['expired', async (bench: ReturnType<typeof createDeviceBench>) => bench.clock.advance(130_000)],
  ] as const)('is not stored where it comes after the challenge was %s', async (state, end) => {
    const { held, poll } = heldPolls();
    const bench = createDeviceBench({ start, poll });
    const { challengeId } = accepted(await bench.begin());
    const polling = bench.get(challengeId);
    await until(() => held.length === 1);
    await end(bench, challengeId);
    held[0]?.end({ kind: 'waiting', matchCode: UNMISTAKABLE });
    const view = accepted(await polling);
    expect(view.matchCode).toBeUndefined();
    if (state === 'canceled') expect(view.state).toBe(state);
    expect(JSON.stringify(await bench.account())).not.toContain(UNMISTAKABLE);
  });
});

describe('polls', () => {
  it('are one call, however many wait for a challenge', async () => {
    const { held, poll } = heldPolls();
    const bench = createDeviceBench({ start, poll });
    const { challengeId } = accepted(await bench.begin());
    const waiting = Array.from({ length: 50 }, () => bench.get(challengeId, MINUTE));
    await until(() => held.length > 0);
    await new Promise((done) => setTimeout(done, 20));
    expect(held).toHaveLength(1);
    held[0]?.end({ kind: 'approved' });
    for (const outcome of await Promise.all(waiting)) expect(accepted(outcome).state).toBe('verified');
    expect(bench.device.polled()).toBe(1);
    expect(await bench.events()).toEqual(['challenge.begun', 'challenge.verified']);
  });

  it('keep to the interval, however many wait and since when', async () => {
    let ended: number | undefined;
    let counting = false;
    const gaps: number[] = [];
    const bench = createDeviceBench({
      start,
      pollIntervalMs: 30,
      async poll(decided) {
        if (counting && ended !== undefined) gaps.push(performance.now() - ended);
        await new Promise((done) => setTimeout(done, 1));
        ended = performance.now();
        return decided;
      },
    });
    const { challengeId } = accepted(await bench.begin());
    const waiting: ReturnType<typeof bench.get>[] = [];
    for (let i = 1; i <= 10; i++) {
      waiting.push(bench.get(challengeId, MINUTE));
      // Each asks for itself when it comes.
      await until(() => bench.device.polled() >= i);
      await new Promise((done) => setTimeout(done, 5));
    }
    counting = true;
    await until(() => gaps.length >= 5);
    bench.device.decide('approved');
    for (const outcome of await Promise.all(waiting)) expect(accepted(outcome).state).toBe('verified');
    expect(gaps.filter((gap) => gap < 28)).toEqual([]);
  });

  it('are aborted when nobody waits for them any more, and not before', async () => {
    const { held, poll } = heldPolls();
    const bench = createDeviceBench({ start, poll });
    const { challengeId } = accepted(await bench.begin());
    const [first, second] = [new AbortController(), new AbortController()];
    const calls = [first, second].map(({ signal }) => bench.get(challengeId, MINUTE, signal));
    const gone = Promise.allSettled(calls);
    await until(() => held.length === 1);
    first.abort(new Error('hung up'));
    await expect(calls[0]).rejects.toThrow('hung up');
    expect(held[0]?.signal.aborted).toBe(false);
    second.abort(new Error('hung up'));
    await gone;
    expect(held[0]?.signal.aborted).toBe(true);
    // The next caller is not made to wait for what was given up.
    const next = bench.get(challengeId);
    await until(() => held.length === 2);
    held[1]?.end({ kind: 'approved' });
    expect(accepted(await next).state).toBe('verified');
  });

  it('do not make a caller wait longer than it asked to, but for the first of them', async () => {
    const { held, poll } = heldPolls();
    const never = new AbortController().signal;
    const bench = createDeviceBench({ start, poll }, { waits: waitsUntil(() => never) });
    const { challengeId } = accepted(await bench.begin());
    const waiting = bench.get(challengeId, 100);
    await until(() => held.length === 1);
    held[0]?.end({ kind: 'waiting' });
    expect(accepted(await waiting).state).toBe('awaiting-device');
    for (const { signal } of held.slice(1)) expect(signal.aborted).toBe(true);
  });

  it('are given up where the provider does not answer', async () => {
    const timeout = new AbortController();
    const { held, poll } = heldPolls();
    const bench = createDeviceBench({ start, poll }, { waits: waitsUntil(() => timeout.signal) });
    const { challengeId } = accepted(await bench.begin());
    const waiting = bench.get(challengeId);
    await until(() => held.length === 1);
    timeout.abort();
    expect(accepted(await waiting).state).toBe('awaiting-device');
    expect(held[0]?.signal.aborted).toBe(true);
  });

  it('that fail say nothing', async () => {
    let fails = true;
    const bench = createDeviceBench({
      start,
      poll: async (decided) => (fails ? Promise.reject(new Error('down')) : decided),
    });
    const { challengeId } = accepted(await bench.begin());
    bench.device.decide('approved');
    expect(accepted(await bench.get(challengeId)).state).toBe('awaiting-device');
    fails = false;
    expect(accepted(await bench.get(challengeId)).state).toBe('verified');
  });

  it('hold nothing of the store, nor anybody up, while they are under way', async () => {
    let busy = 0;
    const { held, poll } = heldPolls();
    const bench = createDeviceBench(
      { start, poll },
      {
        wrap: (store) =>
          interceptStore(store, async (_, run) => {
            busy += 1;
            try {
              return await run();
            } finally {
              busy -= 1;
            }
          }),
      },
    );
    const subjects = Array.from({ length: 100 }, (_, i) => `subject-${i}`);
    const begun = await Promise.all(subjects.map((subject) => bench.challenge({ subject })));
    const waiting = begun.map(({ challengeId }) => bench.get(challengeId, MINUTE));
    await until(() => held.length === subjects.length);
    await until(() => busy === 0);
    const [first] = begun;
    const canceled = await bench.engine.verification.cancelChallenge(contextOf(), {
      challengeId: first?.challengeId ?? '',
      session: SESSION,
    });
    expect(accepted(canceled).state).toBe('canceled');
    for (const { end } of held) end({ kind: 'approved' });
    const states = (await Promise.all(waiting)).map((outcome) => accepted(outcome).state);
    expect(states.filter((state) => state === 'verified')).toHaveLength(subjects.length - 1);
    expect(states.filter((state) => state === 'canceled')).toHaveLength(1);
  });
});

describe('an approval that comes late', () => {
  it.each([
    ['while the challenge is over for others but its hold is not', 121_000, 'verified'],
    ['at the end of its hold', 130_000, 'expired'],
    ['when nobody doubts that it is over', 140_000, 'expired'],
  ])('%s: %i ms', async (_, ms, state) => {
    const { held, poll } = heldPolls();
    const bench = createDeviceBench({ start, poll });
    const { challengeId } = accepted(await bench.begin());
    const polling = bench.get(challengeId);
    await until(() => held.length === 1);
    bench.clock.advance(ms);
    held[0]?.end({ kind: 'approved' });
    expect(accepted(await polling).state).toBe(state);
    bench.clock.advance(20_000);
    expect(accepted(await bench.get(challengeId)).state).toBe(state);
    const { attempts } = await bench.account();
    expect(attempts).toMatchObject({ reserved: 1, cleared: state === 'verified' ? 1 : 0 });
    expect((await bench.events()).includes('challenge.verified')).toBe(state === 'verified');
  });
});

describe('a reason', () => {
  it.each([
    ['provider-refused', ['challenge.failed provider-refused']],
    ['x'.repeat(64), [`challenge.failed ${'x'.repeat(64)}`]],
    ['x'.repeat(65), []],
    ['Alice said no', []],
    ['double--dash', []],
    ['', []],
    [undefined, []],
  ])('enters the event of a challenge that has failed: %s', async (reason, expected) => {
    const failed = { kind: 'failed', ...(reason === undefined ? {} : { reason }) } as const;
    const polled = createDeviceBench({ start });
    const { challengeId } = accepted(await polled.begin());
    polled.device.decide(failed);
    expect(accepted(await polled.get(challengeId)).state).toBe('failed');
    expect(await polled.reasons()).toEqual(expected);
    const asked = createDeviceBench({ start: async () => failed });
    expect(accepted(await asked.begin()).state).toBe('failed');
    expect(await asked.reasons()).toEqual(expected);
  });

  it('is the engine’s own where asking ended in nothing that it can go by', async () => {
    const faults: unknown[] = [];
    const thrown = createDeviceBench(
      { start: () => Promise.reject(new Error('broken')) },
      { onFault: (error) => faults.push(error) },
    );
    expect(accepted(await thrown.begin()).state).toBe('failed');
    expect(await thrown.reasons()).toEqual(['challenge.failed start-lost']);
    expect(faults).toMatchObject([{ message: 'broken' }]);
    for (const transaction of ['', 'ü'.repeat(513)]) {
      const bench = createDeviceBench({ start: async () => ({ kind: 'started', transaction }) });
      expect(accepted(await bench.begin()).state).toBe('failed');
      expect(await bench.reasons()).toEqual(['challenge.failed transaction-unusable']);
      expect(bench.device.withdrawn()).toBe(1);
    }
  });
});
