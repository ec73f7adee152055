import { randomUUID } from 'node:crypto';
import type { DeviceStart } from '@authfactor/factor';
import { describe, expect, it } from 'vitest';
import { createDeviceBench, isAsked, until, waitsUntil } from './device-bench.ts';
import { accepted, reasonOf } from './workbench.ts';

const LAPSED_MS = 132_000;

describe('a question that nobody waits for any more', () => {
  it.each([
    ['is read', (bench: ReturnType<typeof createDeviceBench>, id: string) => bench.get(id)],
    ['is canceled', (bench: ReturnType<typeof createDeviceBench>, id: string) => bench.cancel(id)],
    [
      'is begun again',
      (bench: ReturnType<typeof createDeviceBench>, _: string, requestId: string) => bench.begin(requestId),
    ],
  ])('is withdrawn once when its challenge has expired and %s', async (_, look) => {
    const bench = createDeviceBench();
    const other = createDeviceBench({}, { memory: bench.memory, clock: bench.clock });
    const requestId = randomUUID();
    const { challengeId } = accepted(await bench.begin(requestId));
    bench.clock.advance(LAPSED_MS - 1);
    expect(accepted(await bench.get(challengeId)).state).toBe('awaiting-device');
    expect(bench.device.withdrawn()).toBe(0);
    bench.clock.advance(1);
    const looks = [bench, other, bench, other].map((one) => look(one, challengeId, requestId));
    for (const outcome of await Promise.all(looks)) expect(accepted(outcome).state).toBe('expired');
    await Promise.all([bench[Symbol.asyncDispose](), other[Symbol.asyncDispose]()]);
    expect(bench.device.withdrawn() + other.device.withdrawn()).toBe(1);
    const account = await bench.account();
    expect(account.challenges[challengeId]).toMatchObject({ state: 'expired' });
    expect(account.challenges[challengeId]?.device?.matchCode).toBeUndefined();
    expect(account.attempts).toMatchObject({ reserved: 1, cleared: 0, recent: [{ seq: 1 }] });
    expect(await bench.events()).toEqual(['challenge.begun']);
  });

  it.each([
    ['canceled', (bench: ReturnType<typeof createDeviceBench>, id: string) => bench.cancel(id)],
    ['disabled', (bench: ReturnType<typeof createDeviceBench>) => bench.reset('disable')],
    ['erased', (bench: ReturnType<typeof createDeviceBench>) => bench.erase()],
  ])('is withdrawn once when it is %s', async (_, end) => {
    const bench = createDeviceBench();
    const { challengeId } = accepted(await bench.begin());
    expect(reasonOf(await end(bench, challengeId))).toBe('ok');
    expect(reasonOf(await end(bench, challengeId))).toBe('ok');
    await bench[Symbol.asyncDispose]();
    expect(bench.device.withdrawn()).toBe(1);
  });

  it.each(['approved', 'denied', 'reported', 'timed-out', 'failed'] as const)(
    'is not withdrawn where the device has ended it: %s',
    async (end) => {
      const bench = createDeviceBench();
      const { challengeId } = accepted(await bench.begin());
      bench.device.decide(end);
      await bench.get(challengeId);
      await bench.cancel(challengeId);
      bench.clock.advance(LAPSED_MS);
      await bench.get(challengeId);
      await bench[Symbol.asyncDispose]();
      expect(bench.device.withdrawn()).toBe(0);
    },
  );

  it('is withdrawn where its provider named it only when nobody would record it any more', async () => {
    let answer: (started: DeviceStart) => void = () => undefined;
    const bench = createDeviceBench(
      {
        start: () =>
          new Promise((done) => {
            answer = done;
          }),
      },
      { limits: { holdMs: 30, clockErrorMs: 5 } },
    );
    expect(accepted(await bench.begin()).state).toBe('failed');
    expect(bench.device.withdrawn()).toBe(0);
    answer({ kind: 'started', transaction: 'late' });
    await until(() => bench.device.withdrawn() === 1);
    expect(await bench.reasons()).toEqual(['challenge.failed start-lost']);
  });

  it('keeps no caller waiting, and a process that stops no longer than its time', async () => {
    const timeout = new AbortController();
    let signal: AbortSignal | undefined;
    const bench = createDeviceBench(
      {
        cancel: (given) => {
          signal = given;
          return new Promise(() => undefined);
        },
      },
      {
        waits: waitsUntil((ms) => (ms === 5_000 ? timeout.signal : new AbortController().signal)),
      },
    );
    const { challengeId } = accepted(await bench.begin());
    await until(isAsked(bench.device));
    expect(accepted(await bench.cancel(challengeId)).state).toBe('canceled');
    let stopped = false;
    const stopping = bench[Symbol.asyncDispose]().then(() => {
      stopped = true;
    });
    await new Promise((done) => setTimeout(done, 20));
    expect(stopped).toBe(false);
    timeout.abort();
    await stopping;
    expect(signal?.aborted).toBe(true);
  });

  it('harms nobody where the provider does not take it back', async () => {
    const faults: unknown[] = [];
    const bench = createDeviceBench(
      { cancel: () => Promise.reject(new Error('gone already')) },
      { onFault: (error) => faults.push(error) },
    );
    const { challengeId } = accepted(await bench.begin());
    expect(accepted(await bench.cancel(challengeId)).state).toBe('canceled');
    const lapsing = accepted(await bench.begin());
    bench.clock.advance(LAPSED_MS);
    expect(accepted(await bench.get(lapsing.challengeId)).state).toBe('expired');
    await bench[Symbol.asyncDispose]();
    expect(bench.device.withdrawn()).toBe(2);
    expect(faults).toEqual([]);
  });
});

describe('a question that the provider gives to two challenges', () => {
  it.each(['waits', 'is approved', 'was denied'])(
    'is the first one’s, where it %s: nothing verifies both',
    async (how) => {
      const bench = createDeviceBench({ start: async () => ({ kind: 'started', transaction: 'one and the same' }) });
      const first = accepted(await bench.begin());
      if (how !== 'waits') bench.device.decide(how === 'is approved' ? 'approved' : 'denied');
      if (how === 'was denied') await bench.get(first.challengeId);
      const second = accepted(await bench.begin());
      expect(second.state).toBe('failed');
      bench.device.decide('approved');
      expect(accepted(await bench.get(second.challengeId)).state).toBe('failed');
      expect(accepted(await bench.get(first.challengeId)).state).toBe(how === 'was denied' ? 'denied' : 'verified');
      await bench[Symbol.asyncDispose]();
      expect(bench.device.withdrawn()).toBe(0);
      expect(await bench.reasons()).toEqual(['challenge.failed transaction-reused']);
    },
  );
});
