import { randomUUID } from 'node:crypto';
import { StoreError } from '@authfactor/engine';
import { describe, expect, it } from 'vitest';
import { createScriptedDevice } from '../../src/factors/index.ts';
import { createFailingStore } from '../../src/store/index.ts';
import { accepted, contextOf, createWorkbench, reasonOf, SESSION, SUBJECT, TENANT } from './workbench.ts';

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
    expect(begun.prompt).toMatchObject({ promptId: 'scripted-device.first', input: { kind: 'none' } });
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
    bench.clock.advance(12_000);
    expect(accepted(await bench.begin(requestId)).state).toBe('failed');
    expect(bench.device.asked()).toBe(1);
    expect(await bench.events()).toEqual(['challenge.begun', 'challenge.failed']);
  });

  it('leave nothing that blocks the next one when they are canceled: the attempt is counted', async () => {
    const bench = setUp();
    for (let i = 0; i < 2; i++) {
      const { challengeId } = accepted(await bench.begin());
      await bench.engine.verification.cancelChallenge(contextOf(), { challengeId, session: SESSION });
    }
    expect(accepted(await bench.begin()).state).toBe('awaiting-device');
    expect((await bench.account()).attempts).toMatchObject({ reserved: 3, cleared: 0 });
    expect(bench.device.withdrawn()).toBe(2);
  });

  it('withdraw the question of a challenge that was canceled while the device was being asked', async () => {
    let release: () => void = () => undefined;
    const bench = setUp({
      start: () =>
        new Promise((done) => {
          release = () => done({ kind: 'started', transaction: 't' });
        }),
    });
    const requestId = randomUUID();
    const begun = bench.begin(requestId);
    while (bench.device.asked() === 0) await new Promise((done) => setTimeout(done, 1));
    const challengeId = Object.keys((await bench.account()).challenges)[0] ?? '';
    await bench.engine.verification.cancelChallenge(contextOf(), { challengeId, session: SESSION });
    release();
    expect(accepted(await begun).state).toBe('canceled');
    expect(bench.device.withdrawn()).toBe(1);
  });

  it('say so where the store does not take what the device decided, and verify later', async () => {
    let down = false;
    const device = createScriptedDevice();
    const bench = createWorkbench(device, {
      wrap: (store) =>
        createFailingStore(store, (operation, phase) =>
          down && operation === 'writeAccount' && phase === 'before'
            ? new StoreError('unavailable', 'The test cut the store off')
            : undefined,
        ),
    });
    const { challengeId } = accepted(await bench.begin({}, OFFERED));
    const get = () => bench.engine.verification.getChallenge(contextOf(), { challengeId, session: SESSION, waitMs: 0 });
    device.decide('approved');
    down = true;
    expect(reasonOf(await get())).toBe('DEPENDENCY_UNAVAILABLE');
    down = false;
    expect(accepted(await get()).state).toBe('verified');
  });

  it('tell that they have failed, also to the call whose device answered too late', async () => {
    let release: () => void = () => undefined;
    const bench = setUp({
      start: () =>
        new Promise((done) => {
          release = () => done({ kind: 'started', transaction: 't' });
        }),
    });
    const requestId = randomUUID();
    const begun = bench.begin(requestId);
    while (bench.device.asked() === 0) await new Promise((done) => setTimeout(done, 1));
    bench.clock.advance(12_000);
    expect(accepted(await bench.begin(requestId)).state).toBe('failed');
    release();
    expect(accepted(await begun).state).toBe('failed');
    expect(bench.device.withdrawn()).toBe(1);
  });

  it('go on though their caller hangs up, once the device is being asked', async () => {
    let release: () => void = () => undefined;
    const bench = setUp({
      start: () =>
        new Promise((done) => {
          release = () => done({ kind: 'started', transaction: 't' });
        }),
    });
    const abort = new AbortController();
    const begun = bench.engine.verification.beginChallenge(contextOf({}, abort.signal), {
      requestId: randomUUID(),
      tenant: TENANT,
      subject: SUBJECT,
      factorType: 'scripted-device',
      session: SESSION,
      channels: [],
      language: '',
      purpose: '',
      origin: '',
    });
    while (bench.device.asked() === 0) await new Promise((done) => setTimeout(done, 1));
    abort.abort();
    release();
    expect(accepted(await begun).state).toBe('awaiting-device');
  });

  it('do not wait for ever for a provider that never answers', async () => {
    const bench = createWorkbench(createScriptedDevice({ start: () => new Promise(() => undefined) }), {
      limits: { holdMs: 30, clockErrorMs: 5 },
    });
    expect(accepted(await bench.begin({}, OFFERED)).state).toBe('failed');
  });

  it('say of a factor that is enrolled elsewhere that it may be tried', async () => {
    const bench = setUp();
    const status = () => bench.engine.verification.getSubjectStatus(contextOf(), { tenant: TENANT, subject: SUBJECT });
    expect(accepted(await status())).toMatchObject([{ state: 'active' }]);
    bench.device.decide('denied');
    for (let i = 0; i < 3; i++) await bench.get(accepted(await bench.begin()).challengeId);
    expect(accepted(await status())).toMatchObject([{ state: 'locked' }]);
    expect(await bench.events()).toContain('subject.locked');
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
