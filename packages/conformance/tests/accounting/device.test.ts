import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createScriptedDevice } from '../../src/factors/index.ts';
import { accepted, contextOf, createWorkbench, reasonOf, SESSION } from './workbench.ts';

const OFFERED = { channels: ['speech'] as const };

function setUp(options: Parameters<typeof createScriptedDevice>[0] = {}) {
  const device = createScriptedDevice(options);
  const bench = createWorkbench(device);
  const begin = (requestId = randomUUID()) => bench.begin({}, { ...OFFERED, requestId });
  const get = (challengeId: string, waitMs = 0) =>
    bench.engine.verification.getChallenge(contextOf(), { challengeId, session: SESSION, waitMs });
  return { ...bench, device, begin, get };
}

describe('out-of-band challenges', () => {
  it('reserve before the device is asked, and verify when it approves', async () => {
    const bench = setUp();
    const begun = accepted(await bench.begin());
    expect(begun).toMatchObject({ state: 'awaiting-device', matchCode: '42', pollIntervalMs: 10 });
    expect((await bench.account()).attempts.reserved).toBe(1);
    expect(accepted(await bench.get(begun.challengeId)).state).toBe('awaiting-device');
    bench.device.decide('approved');
    const verified = accepted(await bench.get(begun.challengeId));
    expect(verified).toMatchObject({ state: 'verified', verification: { channel: 'out-of-band' } });
    expect(verified.matchCode).toBeUndefined();
    expect((await bench.account()).attempts).toMatchObject({ reserved: 1, cleared: 1, recent: [] });
  });

  it.each([
    ['denied', 'denied'],
    ['reported', 'reported'],
    ['timed-out', 'expired'],
    ['failed', 'failed'],
  ] as const)('%s ends it and stays counted', async (status, state) => {
    const bench = setUp();
    const { challengeId } = accepted(await bench.begin());
    bench.device.decide(status);
    expect(accepted(await bench.get(challengeId)).state).toBe(state);
    bench.device.decide('approved');
    expect(accepted(await bench.get(challengeId)).state).toBe(state);
    expect((await bench.account()).attempts).toMatchObject({ reserved: 1, cleared: 0 });
  });

  it('lock the subject after three denials, before a fourth push', async () => {
    const bench = setUp();
    bench.device.decide('denied');
    for (let i = 0; i < 3; i++) await bench.get(accepted(await bench.begin()).challengeId);
    expect(reasonOf(await bench.begin())).toBe('SUBJECT_LOCKED');
    expect(bench.device.asked()).toBe(3);
  });

  it('ask once for one request id, also when it is repeated while the device is being asked', async () => {
    let release: () => void = () => undefined;
    const bench = setUp({
      start: () =>
        new Promise((done) => {
          release = () => done({ kind: 'started', transaction: 't' });
        }),
    });
    const requestId = randomUUID();
    const first = bench.begin(requestId);
    while (bench.device.asked() === 0) await new Promise((done) => setTimeout(done, 1));
    expect(reasonOf(await bench.begin(requestId))).toBe('CONCURRENT_ATTEMPT');
    release();
    const { challengeId } = accepted(await first);
    expect(accepted(await bench.begin(requestId))).toMatchObject({ challengeId, state: 'awaiting-device' });
    expect(bench.device.asked()).toBe(1);
  });

  it('never ask again where the call that asked died: the challenge has failed', async () => {
    const bench = setUp({ start: () => new Promise(() => undefined) });
    const requestId = randomUUID();
    void bench.begin(requestId);
    while (bench.device.asked() === 0) await new Promise((done) => setTimeout(done, 1));
    bench.clock.advance(10_000);
    expect(accepted(await bench.begin(requestId)).state).toBe('failed');
    expect(bench.device.asked()).toBe(1);
    expect(await bench.events()).toEqual(['challenge.begun', 'challenge.failed']);
  });

  it('are canceled, and the question withdrawn', async () => {
    const bench = setUp();
    const { challengeId } = accepted(await bench.begin());
    const canceled = await bench.engine.verification.cancelChallenge(contextOf(), { challengeId, session: SESSION });
    expect(accepted(canceled).state).toBe('canceled');
    expect(bench.device.withdrawn()).toBe(1);
    bench.device.decide('approved');
    expect(accepted(await bench.get(challengeId)).state).toBe('canceled');
  });

  it('are waited for by a long poll, which ends with the state or with the wait', async () => {
    const bench = setUp();
    const { challengeId } = accepted(await bench.begin());
    expect(accepted(await bench.get(challengeId, 30)).state).toBe('awaiting-device');
    const waiting = bench.get(challengeId, 60_000);
    bench.device.decide('approved');
    expect(accepted(await waiting).state).toBe('verified');
  });

  it('take no typed answer', async () => {
    const bench = setUp();
    const { challengeId } = accepted(await bench.begin());
    expect(reasonOf(await bench.answer(challengeId, '123456'))).toBe('CHANNEL_UNSUPPORTED');
  });
});
