import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createScriptedFactor } from '../../src/factors/index.ts';
import {
  accepted,
  contextOf,
  createWorkbench,
  type ManualClock,
  reasonOf,
  SESSION,
  SUBJECT,
  TENANT,
} from './workbench.ts';

const PIN = '481516';

/** Two processes on one store, the second with a clock that is behind by less than the error that is allowed. */
async function twoProcesses(options: Parameters<typeof createScriptedFactor>[0] = {}, limits = {}) {
  const factor = createScriptedFactor(options);
  const fast = createWorkbench(factor, { limits });
  const behind: ManualClock = { now: () => fast.clock.now() - 1_500, ageMs: () => 0, advance: fast.clock.advance };
  const slow = createWorkbench(factor, { limits, memory: fast.memory, clock: behind });
  await fast.enroll(PIN);
  return { fast, slow, factor };
}

const stateOf = async (bench: ReturnType<typeof createWorkbench>, challengeId: string) =>
  accepted(await bench.engine.verification.getChallenge(contextOf(), { challengeId, session: SESSION, waitMs: 0 }))
    .state;

describe('what was told as ended never changes, also across processes whose clocks differ', () => {
  it('expired, then canceled by a slower process', async () => {
    const { fast, slow } = await twoProcesses();
    const { challengeId } = await fast.challenge();
    fast.clock.advance(122_000);
    expect(await stateOf(fast, challengeId)).toBe('expired');
    const canceled = await slow.engine.verification.cancelChallenge(contextOf(), { challengeId, session: SESSION });
    expect(accepted(canceled).state).toBe('expired');
    expect(await stateOf(fast, challengeId)).toBe('expired');
  });

  it('expired, then asked for at a slower process', async () => {
    const { fast, slow } = await twoProcesses();
    const { challengeId } = await fast.challenge();
    fast.clock.advance(122_000);
    expect(await stateOf(fast, challengeId)).toBe('expired');
    expect(await stateOf(slow, challengeId)).toBe('expired');
  });

  it('lost, then asked for at a slower process', async () => {
    const { fast, slow } = await twoProcesses({ compare: () => new Promise(() => undefined) });
    const { challengeId } = await fast.challenge();
    const requestId = randomUUID();
    void fast.answer(challengeId, PIN, { requestId });
    while ((await fast.account()).attempts.reserved < 1) await new Promise((done) => setTimeout(done, 1));
    fast.clock.advance(12_000);
    expect(accepted(await fast.answer(challengeId, PIN, { requestId })).outcome).toBe('lost');
    expect(accepted(await slow.answer(challengeId, PIN, { requestId })).outcome).toBe('lost');
  });

  it('expired, then a new credential at a slower process', async () => {
    const { fast, slow } = await twoProcesses();
    const { challengeId } = await fast.challenge();
    fast.clock.advance(122_000);
    expect(await stateOf(fast, challengeId)).toBe('expired');
    await slow.enroll('162342');
    expect(await stateOf(fast, challengeId)).toBe('expired');
    expect(await stateOf(slow, challengeId)).toBe('expired');
  });

  it('exhausted by answers that lapsed, then canceled by a slower process', async () => {
    const { fast, slow } = await twoProcesses({ compare: () => new Promise(() => undefined) });
    const { challengeId } = await fast.challenge();
    for (let i = 0; i < 3; i++) void fast.answer(challengeId, '111111');
    while ((await fast.account()).attempts.reserved < 3) await new Promise((done) => setTimeout(done, 1));
    fast.clock.advance(12_000);
    expect(await stateOf(fast, challengeId)).toBe('exhausted');
    const canceled = await slow.engine.verification.cancelChallenge(contextOf(), { challengeId, session: SESSION });
    expect(accepted(canceled).state).toBe('exhausted');
    expect(await stateOf(fast, challengeId)).toBe('exhausted');
  });

  it('verified, though room was needed just when it expired', async () => {
    const { fast, slow, factor } = await twoProcesses({}, { challengesPerAccount: 2 });
    const { challengeId } = await fast.challenge();
    const requestId = randomUUID();
    expect(accepted(await fast.answer(challengeId, PIN, { requestId })).outcome).toBe('verified');
    fast.clock.advance(60_000);
    const others = [await fast.challenge(), await fast.challenge()];
    await fast.answer(others[0]?.challengeId ?? '', 'uh');
    fast.clock.advance(60_000);
    await fast.answer(others[1]?.challengeId ?? '', 'uh');
    expect(await stateOf(slow, challengeId)).toBe('verified');
    expect(accepted(await slow.answer(challengeId, '000000', { requestId })).outcome).toBe('verified');
    expect(factor.comparisons()).toBe(1);
  });

  it('lost or expired in the eyes of a wrong clock, then an administrator’s unlock', async () => {
    let release: () => void = () => undefined;
    const factor = createScriptedFactor({
      compare: (honest) =>
        new Promise((done) => {
          release = () => done(honest());
        }),
    });
    const bench = createWorkbench(factor);
    const ahead = createWorkbench(factor, {
      memory: bench.memory,
      clock: { now: () => bench.clock.now() + 60_000, ageMs: () => 0, advance: () => undefined },
    });
    await bench.enroll(PIN);
    const { challengeId } = await bench.challenge();
    const requestId = randomUUID();
    const answered = bench.answer(challengeId, PIN, { requestId });
    while ((await bench.account()).attempts.reserved < 1) await new Promise((done) => setTimeout(done, 1));
    await ahead.engine.administration.resetSubject(contextOf(), {
      requestId: randomUUID(),
      tenant: TENANT,
      subject: SUBJECT,
      factorType: 'scripted',
      kind: 'enable',
      reason: '',
    });
    expect(accepted(await ahead.answer(challengeId, PIN, { requestId })).outcome).toBe('lost');
    await bench.engine.administration.resetSubject(contextOf(), {
      requestId: randomUUID(),
      tenant: TENANT,
      subject: SUBJECT,
      factorType: 'scripted',
      kind: 'unlock',
      reason: '',
    });
    release();
    expect(accepted(await answered).outcome).toBe('lost');
    expect(accepted(await bench.answer(challengeId, PIN, { requestId })).outcome).toBe('lost');
  });

  it('a challenge whose document is gone: its id brings nothing old to a new session', async () => {
    const { fast } = await twoProcesses();
    const requestId = randomUUID();
    const { challengeId } = accepted(await fast.begin({}, { requestId }));
    expect(accepted(await fast.answer(challengeId, PIN)).outcome).toBe('verified');
    fast.clock.advance(48 * 3_600_000);
    await fast.memory.sweep(fast.clock.now(), 0);
    const again = await fast.begin({}, { requestId, session: 'another-call', purpose: 'wire-transfer' });
    expect(reasonOf(again)).toBe('REQUEST_ID_REUSED');
    expect(reasonOf(await fast.begin({}, { requestId, session: 'another-call', purpose: 'wire-transfer' }))).toBe(
      'REQUEST_ID_REUSED',
    );
  });

  it('a reused request id, also where a refusal would hide it', async () => {
    const { fast } = await twoProcesses();
    const requestId = randomUUID();
    await fast.begin({}, { requestId });
    expect(reasonOf(await fast.begin({ subject: 'nobody' }, { requestId }))).toBe('REQUEST_ID_REUSED');
  });
});

describe('what was told of an enrolment never changes', () => {
  function setUp() {
    const gates: (() => void)[] = [];
    const factor = createScriptedFactor();
    const complete = factor.enrollment?.complete;
    if (factor.enrollment === undefined || complete === undefined) throw new Error('The factor enrols');
    Object.assign(factor.enrollment, {
      complete: async (...args: Parameters<typeof complete>) => {
        await new Promise<void>((done) => gates.push(done));
        return complete(...args);
      },
    });
    const bench = createWorkbench(factor);
    const user = () => contextOf({ clientId: 'portal', subject: SUBJECT, authTime: bench.clock.now() });
    const begin = async (requestId = randomUUID()) =>
      accepted(await bench.engine.enrollment.begin(user(), { requestId, factorType: 'scripted', language: '' }))
        .enrollment;
    const submit = (enrollmentId: string) =>
      bench.engine.enrollment.submit(user(), {
        requestId: randomUUID(),
        enrollmentId,
        input: { kind: 'typed', text: PIN, channel: 'text' },
      });
    const get = async (enrollmentId: string) =>
      accepted(await bench.engine.enrollment.get(user(), { enrollmentId })).state;
    return { ...bench, gates, begin, submit, get };
  }

  it('an input that is being compared keeps it open', async () => {
    const bench = setUp();
    const { enrollmentId } = await bench.begin();
    bench.clock.advance(599_000);
    const submitted = bench.submit(enrollmentId);
    while (bench.gates.length === 0) await new Promise((done) => setTimeout(done, 1));
    bench.clock.advance(5_000);
    expect(await bench.get(enrollmentId)).toBe('awaiting-input');
    bench.gates[0]?.();
    expect(accepted(await submitted).state).toBe('completed');
  });

  it('failed by a lapsed last input, then a newer enrolment', async () => {
    const bench = setUp();
    const requestId = randomUUID();
    const { enrollmentId } = await bench.begin(requestId);
    for (let i = 0; i < 5; i++) void bench.submit(enrollmentId);
    while (bench.gates.length < 5) await new Promise((done) => setTimeout(done, 1));
    bench.clock.advance(32_000);
    expect(await bench.get(enrollmentId)).toBe('failed');
    expect((await bench.begin(requestId)).state).toBe('failed');
    await bench.begin();
    expect(await bench.get(enrollmentId)).toBe('failed');
  });
});

describe('erasure', () => {
  it('lets nobody in between its tombstone and its end, and is finished by repeating it', async () => {
    const factor = createScriptedFactor();
    let cutShort = true;
    const bench = createWorkbench(factor, {
      wrap: (store) => ({
        ...store,
        async eraseSubject(tenant, subject) {
          if (cutShort) throw new Error('The test ends the process here');
          await store.eraseSubject(tenant, subject);
        },
      }),
    });
    await bench.enroll(PIN);
    const { challengeId } = await bench.challenge();
    const erase = () =>
      bench.engine.administration.deleteSubject(contextOf(), {
        requestId: randomUUID(),
        tenant: TENANT,
        subject: SUBJECT,
        reason: '',
      });
    await expect(erase()).rejects.toThrow('ends the process');
    await expect(bench.enroll('162342')).rejects.toThrow('CONCURRENT_ATTEMPT');
    expect(reasonOf(await bench.begin())).toBe('CONCURRENT_ATTEMPT');
    expect(reasonOf(await bench.answer(challengeId, PIN))).toBe('CHALLENGE_NOT_FOUND');
    cutShort = false;
    expect(reasonOf(await erase())).toBe('ok');
    expect((await bench.enroll('162342')).state).toBe('completed');
  });

  it('takes the challenge of a call under way with it', async () => {
    let release: () => void = () => undefined;
    const bench = createWorkbench(
      createScriptedFactor({
        compare: (honest) =>
          new Promise((done) => {
            release = () => done(honest());
          }),
      }),
    );
    await bench.enroll(PIN);
    const { challengeId } = await bench.challenge();
    const answered = bench.answer(challengeId, PIN);
    while ((await bench.account()).attempts.reserved === 0) await new Promise((done) => setTimeout(done, 1));
    await bench.engine.administration.deleteSubject(contextOf(), {
      requestId: randomUUID(),
      tenant: TENANT,
      subject: SUBJECT,
      reason: '',
    });
    release();
    expect(reasonOf(await answered)).toBe('CHALLENGE_NOT_FOUND');
    const { challengeId: unknown } = { challengeId: 'unknown' };
    expect(await bench.answer(challengeId, PIN)).toEqual(await bench.answer(unknown, PIN));
  });
});
