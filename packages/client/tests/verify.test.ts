import { SubmitAnswerResponse_Outcome as Outcome, Challenge_State as State } from '@authfactor/proto';
import { durationFromMs, timestampFromMs } from '@bufbuild/protobuf/wkt';
import { Code } from '@connectrpc/connect';
import { describe, expect, test } from 'vitest';
import { connectGrpcTransport } from '../src/connect.ts';
import { grpcTransport } from '../src/grpc.ts';
import type { Input, Question } from '../src/index.ts';
import { type ChallengeScript, refusal, startScriptedChallenge, type Told } from './scripted-challenge.ts';

const PIN = '907152';
const POLL_MS = 110;
/** Timers may fire a little early. */
const EARLY_MS = 2;

const open = (state: State, rest: Told): Told => ({
  challengeId: 'c-1',
  state,
  pollInterval: durationFromMs(POLL_MS),
  expiresAt: timestampFromMs(Date.now() + 60_000),
  ...rest,
});
const onCaller = (rest: Told = {}): Told => open(State.AWAITING_INPUT, rest);
const onDevice = (rest: Told = {}): Told => open(State.AWAITING_DEVICE, rest);
const ended = (state: State): Told => ({ challengeId: 'c-1', state });
const VERIFIED: Told = { challengeId: 'c-1', state: State.VERIFIED, verification: { assertion: 'a.b.c' } };
const RIGHT = { outcome: Outcome.VERIFIED, challenge: VERIFIED };
const LOCKED_UNTIL = new Date('2026-03-01T12:01:00Z');

const typed = (text: string): Input => ({ kind: 'typed', channel: 'keypad', text });
const answers = async (): Promise<Input> => typed(PIN);
/** Listens until it is told to stop, as a line does. */
const listens = ({ signal }: Question): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

describe.concurrent.each([
  ['grpc-js', grpcTransport()],
  ['connect, gRPC', connectGrpcTransport()],
])('%s', (_, transport) => {
  const start = (script: ChallengeScript) => startScriptedChallenge(transport, script);

  describe('a challenge that the caller answers', () => {
    test('is asked until it is verified, with what became of the answer before', async () => {
      await using script = await start({
        begin: onCaller({ attemptsRemaining: 3, prompt: { text: 'Please enter your PIN.' } }),
        answers: [
          { outcome: Outcome.UNUSABLE, unusable: 3, challenge: onCaller({ attemptsRemaining: 3 }) },
          { outcome: Outcome.LOST, challenge: onCaller({ attemptsRemaining: 2 }) },
          { outcome: Outcome.MISMATCHED, challenge: onCaller({ attemptsRemaining: 1 }) },
          RIGHT,
        ],
      });
      const result = await script.verify(script.request({ askCaller: answers }));
      expect(result).toMatchObject({ outcome: 'verified', assertion: 'a.b.c' });
      expect(script.asked[0]).toMatchObject({ challengeId: 'c-1', prompt: { text: 'Please enter your PIN.' } });
      expect(script.asked.map(({ previous }) => previous?.outcome)).toEqual([
        undefined,
        'unusable',
        'lost',
        'mismatched',
      ]);
      expect(script.asked.map(({ attemptsRemaining }) => attemptsRemaining)).toEqual([3, 3, 2, 1]);
      // Each answer has an id of its own, the one after LOST too.
      expect(new Set(script.calls('submit').map(({ requestId }) => requestId)).size).toBe(4);
      expect(script.calls('cancel')).toEqual([]);
    });

    test('an answer is handed over again, as the same one, until it has its outcome', async () => {
      await using script = await start({
        begin: onCaller(),
        answers: [
          refusal(Code.Aborted, 'CONCURRENT_ATTEMPT', 1),
          refusal(Code.ResourceExhausted, 'OVERLOADED', 1),
          refusal(Code.DeadlineExceeded, 'DEADLINE_EXCEEDED'),
          'hang up',
          RIGHT,
        ],
      });
      expect(await script.verify(script.request({ askCaller: answers }))).toMatchObject({ outcome: 'verified' });
      expect(script.asked).toHaveLength(1);
      const ids = script.calls('submit').map(({ requestId }) => requestId);
      expect(ids).toHaveLength(5);
      expect(new Set(ids).size).toBe(1);
    });

    test('an answer that comes as the challenge ends gives its final state, which reads tell later', async () => {
      await using script = await start({
        begin: onCaller(),
        answers: [refusal(Code.FailedPrecondition, 'CHALLENGE_CLOSED')],
        looks: [onCaller(), onCaller(), ended(State.EXPIRED)],
      });
      const result = await script.verify(script.request({ askCaller: answers }));
      expect(result).toMatchObject({ outcome: 'not-verified', reason: 'expired' });
      expect(script.asked).toHaveLength(1);
      expect(script.calls('look')).toHaveLength(3);
    });

    test('an answer that is not decided yet is waited for', async () => {
      await using script = await start({
        begin: onCaller(),
        answers: [{ outcome: Outcome.PENDING, challenge: onCaller() }],
        looks: [VERIFIED],
      });
      expect(await script.verify(script.request({ askCaller: answers }))).toMatchObject({ outcome: 'verified' });
      expect(script.asked).toHaveLength(1);
    });

    test.each([
      ['an answer finds the subject locked', refusal(Code.FailedPrecondition, 'SUBJECT_LOCKED')],
      [
        'an answer locks the subject',
        {
          outcome: Outcome.MISMATCHED,
          challenge: onCaller({ attemptsRemaining: 0 }),
          lockedUntil: timestampFromMs(LOCKED_UNTIL.getTime()),
        },
      ],
    ])('%s: the challenge is withdrawn', async (name, answer) => {
      await using script = await start({ begin: onCaller(), answers: [answer] });
      const result = await script.verify(script.request({ askCaller: answers }));
      expect(result).toMatchObject({
        outcome: 'not-verified',
        reason: 'locked',
        challenge: { state: 'canceled' },
        ...(name.includes('locks') ? { lockedUntil: LOCKED_UNTIL, lastAnswer: { outcome: 'mismatched' } } : {}),
      });
      expect(script.asked).toHaveLength(1);
      expect(script.calls('cancel')).toHaveLength(1);
    });

    test('giving up withdraws it', async () => {
      await using script = await start({ begin: onCaller() });
      const result = await script.verify(script.request());
      expect(result).toMatchObject({ outcome: 'not-verified', reason: 'given-up', challenge: { state: 'canceled' } });
      expect(script.calls('submit')).toEqual([]);
    });

    test('that cannot be withdrawn is given up all the same, in bounded time', async () => {
      await using script = await start({ begin: onCaller(), cancel: 'hang', pace: { withdrawMs: 50 } });
      const result = await script.verify(script.request());
      expect(result).toMatchObject({ reason: 'given-up', challenge: { state: 'awaiting-input', final: false } });
    });

    test('that ends while the caller is asked stops the question, through what fails for a while', async () => {
      await using script = await start({
        begin: onCaller(),
        looks: [onCaller(), refusal(Code.Unavailable), ended(State.CANCELED)],
        pace: { watchMs: 20 },
      });
      const result = await script.verify(script.request({ askCaller: listens }));
      expect(result).toMatchObject({ outcome: 'not-verified', reason: 'canceled' });
      expect(script.asked[0]?.signal.aborted).toBe(true);
      expect(script.calls('look').map(({ waitMs }) => waitMs)).toEqual([0, 0, 0]);
      expect(script.calls('cancel')).toEqual([]);
    });
  });

  describe('a challenge that a device answers', () => {
    test('is waited for, through everything that passes, never faster than the service wants', async () => {
      await using script = await start({
        begin: onDevice(),
        looks: [
          refusal(Code.Unavailable),
          refusal(Code.Unavailable, 'DEPENDENCY_UNAVAILABLE', 1),
          refusal(Code.ResourceExhausted, 'OVERLOADED', 1),
          refusal(Code.ResourceExhausted, 'RATE_LIMITED', POLL_MS + 80),
          refusal(Code.DeadlineExceeded, 'DEADLINE_EXCEEDED'),
          'hang up',
          // Without waiting, as a service may.
          onDevice(),
          onDevice(),
          VERIFIED,
        ],
      });
      expect(await script.verify(script.request())).toMatchObject({ outcome: 'verified', assertion: 'a.b.c' });
      const looks = script.calls('look');
      expect(looks).toHaveLength(9);
      const gaps = looks.slice(1).map(({ at }, i) => at - (looks[i]?.ended ?? Number.NaN));
      // The fifth comes after the rate limit. A broken connection is seen there at the time that it breaks.
      for (const [i, gap] of gaps.entries()) {
        expect(gap, `before look ${i + 2}`).toBeGreaterThanOrEqual(POLL_MS + (i === 3 ? 80 : 0) - EARLY_MS);
      }
      expect(script.asked).toEqual([]);
    });

    test.each([
      ['denied', State.DENIED],
      ['reported', State.REPORTED],
      ['expired', State.EXPIRED],
      ['failed', State.FAILED],
    ] as const)('that ends as %s is not verified', async (reason, state) => {
      await using script = await start({ begin: onDevice(), looks: [ended(state)] });
      const result = await script.verify(script.request());
      expect(result).toMatchObject({ outcome: 'not-verified', reason });
      expect(script.calls('cancel')).toEqual([]);
    });

    test('the caller is told what to pick as soon as it is known; a look waits shortly until then', async () => {
      await using script = await start({
        begin: onDevice(),
        looks: [onDevice(), onDevice({ matchCode: '42' }), onDevice({ matchCode: '57' }), VERIFIED],
        pace: { waitMs: 20_000, codeWaitMs: 5_000 },
      });
      await script.verify(script.request());
      expect(script.told.map(({ matchCode }) => matchCode)).toEqual([undefined, '42', '57']);
      expect(script.told.every(({ signal }) => signal.aborted)).toBe(true);
      expect(script.calls('look').map(({ waitMs }) => waitMs)).toEqual([5_000, 5_000, 20_000, 20_000]);
    });

    test('no look waits much longer than the challenge lives', async () => {
      const pace = { waitMs: 600_000, codeWaitMs: 600_000 };
      await using script = await start({ begin: onDevice(), looks: [VERIFIED], pace });
      await script.verify(script.request());
      expect(script.calls('look')[0]?.waitMs).toBeLessThanOrEqual(60_000);
    });

    test('a clock that is wrong does not end it', async () => {
      const expiresAt = timestampFromMs(Date.now() - 3_600_000);
      const looks = [refusal(Code.Unavailable), VERIFIED];
      await using script = await start({ begin: onDevice({ expiresAt }), looks });
      expect(await script.verify(script.request())).toMatchObject({ outcome: 'verified' });
    });

    test('that cannot be reached until it is over fails with the last error', async () => {
      await using script = await start({
        begin: { ...onDevice(), expiresAt: undefined },
        looks: [refusal(Code.Unavailable, 'DEPENDENCY_UNAVAILABLE', 1)],
        pace: { challengeMs: 300, graceMs: 100 },
      });
      await expect(script.verify(script.request())).rejects.toMatchObject({ reason: 'DEPENDENCY_UNAVAILABLE' });
    });

    test('what does not pass fails at once, and withdraws it', async () => {
      await using script = await start({
        begin: onDevice(),
        looks: [refusal(Code.Unauthenticated, 'UNAUTHENTICATED')],
      });
      await expect(script.verify(script.request())).rejects.toMatchObject({ reason: 'UNAUTHENTICATED' });
      expect(script.calls('look')).toHaveLength(1);
      expect(script.calls('cancel')).toHaveLength(1);
    });
  });

  test('what cannot begin rejects as begin does', async () => {
    await using script = await start({ begin: refusal(Code.FailedPrecondition, 'NOT_ENROLLED') });
    await expect(script.verify(script.request())).rejects.toMatchObject({ reason: 'NOT_ENROLLED' });
    expect(script.calls('cancel')).toEqual([]);
  });

  describe('a callback that fails ends it, with its own error', () => {
    const fault = new Error('the line is dead');
    test.each([
      [
        'asking, at once',
        onCaller(),
        'askCaller',
        () => {
          throw fault;
        },
      ],
      ['asking, later', onCaller(), 'askCaller', () => Promise.reject(fault)],
      [
        'telling, at once',
        onDevice(),
        'tellCaller',
        () => {
          throw fault;
        },
      ],
      ['telling, later', onDevice(), 'tellCaller', () => Promise.reject(fault)],
    ])('%s', async (_name, begin, callback, fail) => {
      await using script = await start({ begin, looks: ['hang'] });
      await expect(script.verify(script.request({ [callback]: fail }))).rejects.toBe(fault);
      expect(script.calls('cancel')).toHaveLength(1);
    });
  });

  describe('an abort rejects with its reason and withdraws the challenge', () => {
    const reason = new Error('the caller hung up');
    const deaf = () => new Promise<never>(() => undefined);

    test('before it begins: nothing is called', async () => {
      await using script = await start({ begin: onCaller() });
      const verification = script.verify(script.request(), { signal: AbortSignal.abort(reason) });
      await expect(verification).rejects.toBe(reason);
      expect(script.calls('begin')).toEqual([]);
    });

    test('while it begins', async () => {
      const controller = new AbortController();
      const begin = async () => {
        controller.abort(reason);
        await new Promise((resolve) => setTimeout(resolve, 50));
        return onDevice();
      };
      await using script = await start({ begin });
      await expect(script.verify(script.request(), { signal: controller.signal })).rejects.toBe(reason);
      expect(script.calls('begin')).toHaveLength(1);
      expect(script.calls('cancel')).toHaveLength(1);
      expect(script.told).toEqual([]);
    });

    test('while it begins, and does not come to an end: in bounded time', async () => {
      const controller = new AbortController();
      const begin = () => {
        controller.abort(reason);
        return new Promise<never>(() => undefined);
      };
      await using script = await start({ begin, pace: { withdrawMs: 50 } });
      await expect(script.verify(script.request(), { signal: controller.signal })).rejects.toBe(reason);
    });

    test.each([
      ['while the caller is asked', listens],
      ['while the caller is asked, who does not hear of it', deaf],
    ])('%s', async (_name, ask) => {
      const controller = new AbortController();
      await using script = await start({ begin: onCaller() });
      const askCaller = (question: Question) => {
        setImmediate(() => controller.abort(reason));
        return ask(question);
      };
      await expect(script.verify(script.request({ askCaller }), { signal: controller.signal })).rejects.toBe(reason);
      expect(script.asked[0]?.signal.reason).toBe(reason);
      expect(script.calls('cancel')).toHaveLength(1);
    });

    test('at the moment that a callback fails: the reason is told', async () => {
      const controller = new AbortController();
      await using script = await start({ begin: onCaller() });
      const askCaller = () => {
        controller.abort(reason);
        throw new Error('the line is dead');
      };
      await expect(script.verify(script.request({ askCaller }), { signal: controller.signal })).rejects.toBe(reason);
    });

    test.each([
      ['while an answer is compared', { begin: onCaller(), answers: ['hang'] }, 'submit'],
      ['while a device is awaited', { begin: onDevice(), looks: ['hang'] }, 'look'],
      ['between two looks', { begin: onDevice({ pollInterval: durationFromMs(60_000) }), looks: [onDevice()] }, 'look'],
    ] as const)('%s', async (_name, steps, call) => {
      const controller = new AbortController();
      await using script = await start(steps);
      const verification = script.verify(script.request({ askCaller: answers }), { signal: controller.signal });
      await expect.poll(() => script.calls(call).length, { interval: 5 }).toBe(1);
      controller.abort(reason);
      await expect(verification).rejects.toBe(reason);
      expect(script.calls('cancel')).toHaveLength(1);
      expect(script.told.every(({ signal }) => signal.aborted)).toBe(true);
    });

    test('a challenge that cannot be withdrawn does not hold it up', async () => {
      await using script = await start({ begin: onCaller(), cancel: 'hang', pace: { withdrawMs: 50 } });
      const controller = new AbortController();
      const askCaller = async () => {
        controller.abort(reason);
        return typed(PIN);
      };
      await expect(script.verify(script.request({ askCaller }), { signal: controller.signal })).rejects.toBe(reason);
    });
  });
});
