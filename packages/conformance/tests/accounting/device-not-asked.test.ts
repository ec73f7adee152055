import { randomUUID } from 'node:crypto';
import { StoreError } from '@authfactor/engine';
import type { DeviceRequest, DeviceStart } from '@authfactor/factor';
import { describe, expect, it } from 'vitest';
import { createFailingStore } from '../../src/store/index.ts';
import { type BenchOptions, createDeviceBench, isAsked, until } from './device-bench.ts';
import { accepted, createManualClock, reasonOf } from './workbench.ts';

const LIMITED: DeviceStart = { kind: 'not-asked', why: 'rate-limited', retryAfterMs: 7_000 };
const CUT_OFF = () => new StoreError('unavailable', 'The test cut the store off');

/** A device that gives these, one after the other, then is asked. `pushes`: how often it really was. */
function busyDevice(answers: readonly (DeviceStart | (() => Promise<DeviceStart>))[], benchOptions?: BenchOptions) {
  const left = [...answers];
  let pushes = 0;
  const bench = createDeviceBench(
    {
      start: async () => {
        const next = left.shift();
        const started: DeviceStart = { kind: 'started', transaction: randomUUID() };
        const answer = typeof next === 'function' ? await next() : (next ?? started);
        if (answer.kind !== 'not-asked') pushes += 1;
        return answer;
      },
    },
    benchOptions,
  );
  return { ...bench, pushes: () => pushes };
}

/** An answer that the test gives when it likes. */
function gate<T = DeviceStart>() {
  const { promise, resolve } = Promise.withResolvers<T>();
  return { wait: () => promise, open: resolve };
}

describe('a device that was not asked, for certain', () => {
  it.each([
    ['rate-limited', 'RATE_LIMITED'],
    ['unavailable', 'DEPENDENCY_UNAVAILABLE'],
  ] as const)('costs nothing, and the same request id asks: %s', async (why, reason) => {
    const bench = busyDevice([{ kind: 'not-asked', why, retryAfterMs: 7_000 }]);
    const requestId = randomUUID();
    expect(await bench.begin(requestId)).toMatchObject({ kind: 'refused', reason, retryAfterMs: 7_000 });
    const account = await bench.account();
    expect(account.attempts).toEqual({ reserved: 1, cleared: 1, recent: [] });
    expect(Object.values(account.challenges)).toEqual([{ expiresAt: expect.any(Number), answers: {} }]);
    const { challengeId } = accepted(await bench.begin(requestId));
    bench.device.decide('approved');
    expect(accepted(await bench.get(challengeId)).state).toBe('verified');
    expect(bench.pushes()).toBe(1);
    expect(await bench.events()).toEqual(['challenge.begun', 'challenge.verified']);
  });

  it('locks nobody, however often', async () => {
    const bench = busyDevice(Array<DeviceStart>(200).fill(LIMITED));
    const requestId = randomUUID();
    for (let i = 0; i < 200; i++) expect(reasonOf(await bench.begin(requestId))).toBe('RATE_LIMITED');
    expect(accepted(await bench.begin(requestId)).state).toBe('awaiting-device');
  });

  it('forgives no other failure', async () => {
    const bench = busyDevice([{ kind: 'failed' }, LIMITED, { kind: 'failed' }, LIMITED, LIMITED, { kind: 'failed' }]);
    for (let i = 0; i < 6; i++) await bench.begin();
    expect(reasonOf(await bench.begin())).toBe('SUBJECT_LOCKED');
    expect(bench.pushes()).toBe(3);
  });

  it('is asked by nobody else while the first call finds that out', async () => {
    const first = gate();
    const bench = busyDevice([first.wait]);
    const requestId = randomUUID();
    const begun = bench.begin(requestId);
    await until(isAsked(bench.device));
    for (let i = 0; i < 5; i++) expect(reasonOf(await bench.begin(requestId))).toBe('CONCURRENT_ATTEMPT');
    first.open(LIMITED);
    expect(reasonOf(await begun)).toBe('RATE_LIMITED');
    expect(accepted(await bench.begin(requestId)).state).toBe('awaiting-device');
    expect(accepted(await bench.begin(requestId)).state).toBe('awaiting-device');
    expect(bench.pushes()).toBe(1);
  });

  it('gets one push for one request id, whatever calls of two processes come at once', async () => {
    for (let round = 0; round < 10; round++) {
      const a = busyDevice([LIMITED, LIMITED]);
      const b = busyDevice([LIMITED], { memory: a.memory, clock: a.clock });
      const requestId = randomUUID();
      const reasons = new Set<string>();
      while (a.pushes() + b.pushes() === 0) {
        const calls = Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? a : b).begin(requestId));
        for (const outcome of await Promise.all(calls)) reasons.add(reasonOf(outcome));
      }
      expect([...reasons].toSorted()).toEqual(['CONCURRENT_ATTEMPT', 'RATE_LIMITED', 'ok']);
      expect(a.pushes() + b.pushes()).toBe(1);
      const { reserved, cleared, recent } = (await a.account()).attempts;
      expect([reserved - cleared, recent.length]).toEqual([1, 1]);
    }
  });

  it('stays counted where the store does not take it, and is never asked again', async () => {
    let down = false;
    const clock = createManualClock();
    const bench = busyDevice(
      [
        async () => {
          down = true;
          return LIMITED;
        },
      ],
      {
        clock,
        wrap: (store) =>
          createFailingStore(store, (operation) => {
            if (!down || !operation.endsWith('Account')) return undefined;
            clock.advance(1_700);
            return CUT_OFF();
          }),
      },
    );
    const requestId = randomUUID();
    await expect(bench.begin(requestId)).rejects.toThrow('cut the store off');
    down = false;
    expect(reasonOf(await bench.begin(requestId))).toBe('CONCURRENT_ATTEMPT');
    clock.advance(12_000);
    expect(accepted(await bench.begin(requestId)).state).toBe('failed');
    expect(bench.device.asked()).toBe(1);
    expect((await bench.account()).attempts).toMatchObject({ reserved: 1, cleared: 0, recent: [{ seq: 1 }] });
    expect(await bench.reasons()).toEqual(['challenge.failed start-lost']);
  });

  it.each([
    ['has asked', true],
    ['is asking', false],
  ])(
    'knows its own taking back again after a lost answer, and leaves another call’s that %s since',
    async (_, hasAsked) => {
      let losing = false;
      let between: () => Promise<unknown> = async () => undefined;
      const a = busyDevice(
        [
          async () => {
            losing = true;
            return LIMITED;
          },
        ],
        {
          wrap: (store) => ({
            ...store,
            async writeAccount(next, expected) {
              const written = await store.writeAccount(next, expected);
              if (!losing) return written;
              losing = false;
              await between();
              throw CUT_OFF();
            },
          }),
        },
      );
      const asking = gate();
      const b = busyDevice([asking.wait], { memory: a.memory, clock: a.clock });
      const requestId = randomUUID();
      let begun: ReturnType<typeof b.begin> | undefined;
      between = async () => {
        begun = b.begin(requestId);
        await until(isAsked(b.device));
        if (hasAsked) asking.open({ kind: 'started', transaction: 't' });
        if (hasAsked) await begun;
      };
      expect(reasonOf(await a.begin(requestId))).toBe('RATE_LIMITED');
      asking.open({ kind: 'started', transaction: 't' });
      expect(begun && accepted(await begun).state).toBe('awaiting-device');
      expect((await a.account()).attempts).toMatchObject({ reserved: 2, cleared: 1, recent: [{ seq: 2 }] });
      const { challengeId } = accepted(await a.begin(requestId));
      b.device.decide('approved');
      expect(accepted(await b.get(challengeId)).state).toBe('verified');
      expect(a.pushes() + b.pushes()).toBe(1);
    },
  );

  it.each([
    ['canceled', async (bench: ReturnType<typeof busyDevice>) => bench.cancel(await bench.newest())],
    ['disabled', async (bench: ReturnType<typeof busyDevice>) => bench.reset('disable')],
  ])('stays counted where the challenge was %s meanwhile', async (_, interfere) => {
    const first = gate();
    const bench = busyDevice([first.wait]);
    const requestId = randomUUID();
    const begun = bench.begin(requestId);
    await until(isAsked(bench.device));
    expect(reasonOf(await interfere(bench))).toBe('ok');
    first.open(LIMITED);
    expect(accepted(await begun).state).toBe('canceled');
    expect(accepted(await bench.begin(requestId)).state).toBe('canceled');
    expect((await bench.account()).attempts).toMatchObject({ reserved: 1, cleared: 0 });
    expect(bench.device.asked()).toBe(1);
  });

  it('leaves nothing of a subject that was erased meanwhile', async () => {
    const first = gate();
    const bench = busyDevice([first.wait]);
    const requestId = randomUUID();
    const begun = bench.begin(requestId);
    await until(isAsked(bench.device));
    expect(reasonOf(await bench.erase())).toBe('ok');
    first.open(LIMITED);
    expect(reasonOf(await begun)).toBe('RATE_LIMITED');
    expect(accepted(await bench.begin(requestId)).state).toBe('awaiting-device');
  });

  it('stays counted where that is found out too late: another call may have been told so', async () => {
    const first = gate();
    const bench = busyDevice([first.wait]);
    const requestId = randomUUID();
    const begun = bench.begin(requestId);
    await until(isAsked(bench.device));
    bench.clock.advance(10_000);
    first.open(LIMITED);
    expect(reasonOf(await begun)).toBe('CONCURRENT_ATTEMPT');
    bench.clock.advance(2_000);
    expect(accepted(await bench.begin(requestId)).state).toBe('failed');
    expect(bench.device.asked()).toBe(1);
  });

  it('stays counted where no more can be taken back', async () => {
    const bench = busyDevice([{ kind: 'failed' }, LIMITED]);
    await bench.begin();
    await bench.tamper((account) => ({
      ...account,
      attempts: {
        ...account.attempts,
        reserved: 65,
        withdrawn: Array.from({ length: 64 }, (_, i) => i + 2),
      },
    }));
    expect(accepted(await bench.begin()).state).toBe('failed');
    expect((await bench.account()).attempts.recent.map(({ seq }) => seq)).toEqual([1, 66]);
    expect(await bench.reasons()).toEqual(['challenge.failed rate-limited']);
  });

  it('is not asked for a subject that was locked or disabled since', async () => {
    const bench = busyDevice([LIMITED]);
    const requestId = randomUUID();
    await bench.begin(requestId);
    bench.device.decide('denied');
    for (let i = 0; i < 3; i++) await bench.get(accepted(await bench.begin()).challengeId);
    expect(reasonOf(await bench.begin(requestId))).toBe('SUBJECT_LOCKED');
    await bench.reset('unlock');
    expect(accepted(await bench.begin(requestId)).state).toBe('awaiting-device');
    expect(bench.pushes()).toBe(4);
  });

  it('reads as waiting, and ends like any other challenge', async () => {
    const bench = busyDevice([LIMITED]);
    const requestId = randomUUID();
    await bench.begin(requestId);
    const challengeId = await bench.newest();
    const read = accepted(await bench.get(challengeId));
    expect(read).toMatchObject({ state: 'awaiting-device', prompt: { channels: ['out-of-band'] } });
    bench.clock.advance(122_000);
    expect(accepted(await bench.get(challengeId)).state).toBe('expired');
    expect(accepted(await bench.begin(requestId)).state).toBe('expired');
    expect(bench.device.asked()).toBe(1);
  });
});

describe('opening a challenge that a device answers', () => {
  it('comes before anything is stored or counted, and its handle goes to the device', async () => {
    const requests: DeviceRequest[] = [];
    const bench = createDeviceBench({
      open: async ({ context }) => ({ kind: 'opened', handle: `user of ${context.subject}` }),
      start: async (request) => {
        requests.push(request);
        return { kind: 'started', transaction: 't' };
      },
    });
    await bench.begin();
    expect(requests).toMatchObject([{ handle: 'user of alice', purpose: 'test', language: 'en' }]);
  });

  it.each([
    [{ kind: 'refused', reason: 'not-enrolled' }, 'NOT_ENROLLED'],
    [{ kind: 'refused', reason: 'rate-limited', retryAfterMs: 5 }, 'RATE_LIMITED'],
    [{ kind: 'unavailable', retryAfterMs: 5 }, 'DEPENDENCY_UNAVAILABLE'],
  ] as const)('asks nobody where it refuses: %o', async (opening, reason) => {
    const bench = createDeviceBench({ open: async () => opening });
    expect(reasonOf(await bench.begin())).toBe(reason);
    expect(bench.device.asked()).toBe(0);
    const key = { tenant: 'acme', factorType: 'scripted-device', subject: 'alice' };
    expect(await bench.memory.readAccount(key)).toBeUndefined();
  });

  it('comes again for a challenge whose device was not asked, and for no other', async () => {
    const left: DeviceStart[] = [LIMITED];
    let opened = 0;
    const bench = createDeviceBench({
      open: async () => ({ kind: 'opened', handle: `handle ${++opened}` }),
      start: async ({ handle }) => left.shift() ?? { kind: 'started', transaction: handle },
    });
    const requestId = randomUUID();
    await bench.begin(requestId);
    const { challengeId } = accepted(await bench.begin(requestId));
    expect((await bench.account()).challenges[challengeId]?.device?.transaction).toBe('handle 2');
    await bench.begin(requestId);
    await bench.get(challengeId);
    expect(opened).toBe(2);
  });

  it('does not come by the request id of another session', async () => {
    let opened = 0;
    const bench = createDeviceBench({
      open: async () => ({ kind: 'opened', handle: `handle ${++opened}` }),
      start: async () => LIMITED,
    });
    const requestId = randomUUID();
    await bench.begin(requestId);
    expect(reasonOf(await bench.begin(requestId, { session: 'another' }))).toBe('REQUEST_ID_REUSED');
    expect(opened).toBe(1);
    expect(bench.device.asked()).toBe(1);
  });
});
