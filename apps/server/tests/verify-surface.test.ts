import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AuthFactorClient,
  createAuthFactorClient,
  type DeviceNotice,
  type Input,
  type Question,
  type VerifyRequest,
} from '@authfactor/client';
import { connectGrpcTransport } from '@authfactor/client/connect';
import { grpcTransport } from '@authfactor/client/grpc';
import { createAssertionVerifier } from '@authfactor/client/verify';
import { createScriptedDevice, createScriptedFactor, type ScriptedDevice } from '@authfactor/conformance/factors';
import type { Comparison, DeviceStart } from '@authfactor/factor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectAs, enroll, keyed, SESSION, TENANT } from './actors.ts';
import { scan } from './authenticator.ts';
import { createCheapKdf } from './cheap-kdf.ts';
import { FACTOR, startTinyService } from './contract/tiny-service.ts';
import { startWatchingProxy } from './examples/watching-proxy.ts';
import { verifyCaller } from './readme-example.ts';
import { type RunningTestServer, startServerInProcess } from './running-server.ts';

const PIN = '907152';
const WRONG = '907153';
const POLL_MS = 40;
const REASON = new Error('the caller hung up');

/** Gives one answer after the other, then gives up. */
const says = (...answers: readonly string[]) => {
  const left = [...answers];
  return async (): Promise<Input | undefined> => {
    const next = left.shift();
    return next === undefined ? undefined : keyed(next);
  };
};
/** Listens until it is told to stop, as a line does. */
const listens = async ({ signal }: Question): Promise<never> => {
  await once(signal, 'abort');
  throw signal.reason;
};

describe.concurrent.each([
  ['grpc-js', grpcTransport()],
  ['connect', connectGrpcTransport()],
])('verify over %s', (_, transport) => {
  let server: RunningTestServer;
  let agent: AuthFactorClient;
  /** A device for each test that wants one. */
  const devices = Array.from({ length: 12 }, (_, i) =>
    createScriptedDevice({ factorType: `device-${i}`, pollIntervalMs: POLL_MS }),
  );
  const lateDevice = createScriptedDevice({
    factorType: 'late-device',
    pollIntervalMs: POLL_MS,
    start: async () => ({ kind: 'started', transaction: 't' }),
  });
  const begun = Promise.withResolvers<string>();
  const started = Promise.withResolvers<DeviceStart>();
  const slowDevice = createScriptedDevice({
    factorType: 'slow-device',
    pollIntervalMs: POLL_MS,
    start: ({ challengeId }) => {
      begun.resolve(challengeId);
      return started.promise;
    },
  });
  let comparisons = 0;
  const forgetful = createScriptedFactor({
    factorType: 'forgetful',
    compare: async (honest) => (++comparisons === 1 ? { kind: 'lost' } : honest()),
  });
  const comparing = Promise.withResolvers<void>();
  const compared = Promise.withResolvers<Comparison>();
  const slow = createScriptedFactor({
    factorType: 'slow',
    compare: () => {
      comparing.resolve();
      return compared.promise;
    },
  });

  const connect = async (url = server.grpcUrl) =>
    createAuthFactorClient({
      url,
      token: await server.token({ scopes: ['factor.verify'], client: 'agent' }),
      transport,
    });
  const takeDevice = (): ScriptedDevice => {
    const device = devices.pop();
    if (device === undefined) throw new Error('Make more devices');
    return device;
  };
  const request = (rest: Partial<VerifyRequest> = {}): VerifyRequest => ({
    subject: { tenantId: TENANT, subjectId: 'alice' },
    factorType: 'soft-pin',
    sessionId: SESSION,
    purpose: 'password-reset',
    askCaller: says(),
    tellCaller: () => undefined,
    ...rest,
  });
  const subject = async (subjectId: string, pin = PIN) => {
    expect(await enroll(server, subjectId, pin)).toMatchObject({ state: 'completed' });
    return { tenantId: TENANT, subjectId };
  };
  const enrollScripted = async (factorType: string, subjectId: string) => {
    await using user = await connectAs(server, { scope: 'factor.enroll', subject: subjectId, tenants: [TENANT] });
    const { enrollment } = await user.enrollments.begin({ factorType });
    await user.enrollments.submitInput({ enrollmentId: enrollment.enrollmentId, input: keyed(PIN) });
    return { tenantId: TENANT, subjectId };
  };
  const stateOf = async (challengeId = '') => (await agent.challenges.get({ challengeId, sessionId: SESSION })).state;
  const checkAssertion = (assertion = '') =>
    createAssertionVerifier({
      jwks: new URL('/.well-known/jwks.json', server.httpUrl),
      issuer: 'authfactor',
      audience: 'agent',
    }).verify(assertion, { session: SESSION, tenant: TENANT });

  beforeAll(async () => {
    const factors = [...devices, lateDevice, slowDevice, forgetful, slow];
    server = await startServerInProcess({
      // A code of the next minute is right for two.
      env: { AUTHFACTOR_FACTORS: 'soft-pin,totp', AUTHFACTOR_TOTP_PERIOD: '60s' },
      exchange: (parts) => ({ ...parts, kdf: createCheapKdf(), factors }),
    });
    agent = await connect();
  });
  afterAll(async () => {
    started.resolve({ kind: 'failed' });
    compared.resolve({ kind: 'mismatched' });
    await agent[Symbol.asyncDispose]();
    await server.stop();
  });

  test('Soft PIN: a wrong and an unusable answer, then the right one', async () => {
    const asked: Question[] = [];
    const answer = says(WRONG, '12', PIN);
    const askCaller = (question: Question) => {
      asked.push(question);
      return answer();
    };
    const result = await agent.verify(request({ subject: await subject('alice'), askCaller }));
    expect(result).toMatchObject({ outcome: 'verified', challenge: { factorType: 'soft-pin' } });
    if (result.outcome !== 'verified') return;
    expect(await checkAssertion(result.assertion)).toMatchObject({ factor: 'soft-pin', purpose: 'password-reset' });
    expect(asked).toMatchObject([
      { attemptsRemaining: 3, prompt: { input: { kind: 'digits', sensitive: true } } },
      { attemptsRemaining: 2, previous: { outcome: 'mismatched' } },
      { attemptsRemaining: 2, previous: { outcome: 'unusable', reason: 'too-few' } },
    ]);
  });

  test('Soft PIN: too many wrong ones exhaust the challenge and lock the subject, who cannot begin then', async () => {
    const locked = await subject('locked');
    const result = await agent.verify(request({ subject: locked, askCaller: says(WRONG, WRONG, WRONG, PIN) }));
    expect(result).toMatchObject({
      outcome: 'not-verified',
      reason: 'exhausted',
      lockedUntil: expect.any(Date),
      lastAnswer: { outcome: 'mismatched' },
      challenge: { prompt: { text: expect.any(String) } },
    });
    await expect(agent.verify(request({ subject: locked }))).rejects.toMatchObject({ reason: 'SUBJECT_LOCKED' });
  });

  test('a lock by answers elsewhere ends it, withdrawn', async () => {
    const guessed = await subject('guessed');
    let challengeId = '';
    const askCaller = async (question: Question) => {
      challengeId = question.challengeId;
      await agent.verify(request({ subject: guessed, sessionId: 'call-2', askCaller: says(WRONG, WRONG, WRONG) }));
      return keyed(PIN);
    };
    const result = await agent.verify(request({ subject: guessed, askCaller }));
    expect(result).toMatchObject({ outcome: 'not-verified', reason: 'locked', lockedUntil: expect.any(Date) });
    expect(await stateOf(challengeId)).toBe('canceled');
  });

  test('who is not enrolled is not asked', async () => {
    const nobody = request({ subject: { tenantId: TENANT, subjectId: 'nobody' } });
    await expect(agent.verify(nobody)).rejects.toMatchObject({ name: 'AuthFactorError', reason: 'NOT_ENROLLED' });
  });

  test('an answer that was lost is asked for again', async () => {
    const forgotten = await enrollScripted('forgetful', 'forgotten');
    const outcomes: (string | undefined)[] = [];
    const askCaller = async ({ previous }: Question) => {
      outcomes.push(previous?.outcome);
      return keyed(PIN);
    };
    const result = await agent.verify(request({ subject: forgotten, factorType: 'forgetful', askCaller }));
    expect(result.outcome).toBe('verified');
    expect(outcomes).toEqual([undefined, 'lost']);
  });

  test('giving up withdraws the challenge', async () => {
    const result = await agent.verify(request({ subject: await subject('shy') }));
    expect(result).toMatchObject({ outcome: 'not-verified', reason: 'given-up', challenge: { state: 'canceled' } });
  });

  test('a challenge that is withdrawn elsewhere stops the question', async () => {
    const asked: Question[] = [];
    const askCaller = async (question: Question) => {
      asked.push(question);
      await agent.challenges.cancel({ challengeId: question.challengeId, sessionId: SESSION });
      return listens(question);
    };
    const result = await agent.verify(request({ subject: await subject('interrupted'), askCaller }));
    expect(result).toMatchObject({ outcome: 'not-verified', reason: 'canceled' });
    expect(asked[0]?.signal.aborted).toBe(true);
  }, 30_000);

  test.each([
    ['approved', { outcome: 'verified', challenge: { state: 'verified' } }],
    ['denied', { outcome: 'not-verified', reason: 'denied' }],
    ['reported', { outcome: 'not-verified', reason: 'reported' }],
    ['timed-out', { outcome: 'not-verified', reason: 'expired' }],
    ['failed', { outcome: 'not-verified', reason: 'failed' }],
  ] as const)('a device: %s', async (status, expected) => {
    const device = takeDevice();
    const told: DeviceNotice[] = [];
    const tellCaller = (notice: DeviceNotice) => {
      told.push(notice);
      setTimeout(() => device.decide(status), 2 * POLL_MS);
    };
    const { factorType } = device.info;
    const result = await agent.verify(request({ factorType, tellCaller }));
    expect(result).toMatchObject(expected);
    expect(told).toMatchObject([{ matchCode: '42', expiresAt: expect.any(Date) }]);
    expect(device.asked()).toBe(1);
    if (result.outcome !== 'verified') return;
    expect(await checkAssertion(result.assertion)).toMatchObject({ factor: factorType, channel: 'out-of-band' });
  });

  test('a device whose code to match is told late', async () => {
    const codes: (string | undefined)[] = [];
    const tellCaller = ({ matchCode }: DeviceNotice) => {
      codes.push(matchCode);
      if (matchCode === undefined)
        setTimeout(() => lateDevice.decide({ kind: 'waiting', matchCode: '57' }), 2 * POLL_MS);
      else lateDevice.decide('approved');
    };
    const result = await agent.verify(request({ factorType: 'late-device', tellCaller }));
    expect(result.outcome).toBe('verified');
    expect(codes).toEqual([undefined, '57']);
  });

  test('a device, through connections that break', async () => {
    const device = takeDevice();
    await using proxy = await startWatchingProxy(Number(new URL(server.grpcUrl).port));
    await using far = await connect(`http://127.0.0.1:${proxy.port}`);
    const { factorType } = device.info;
    const verification = far.verify(request({ factorType }));
    for (let cuts = 1; cuts <= 2; cuts++) {
      const polled = device.polled();
      await expect.poll(() => device.polled(), { interval: 5, timeout: 10_000 }).toBeGreaterThan(polled);
      proxy.cut();
    }
    device.decide('approved');
    expect(await verification).toMatchObject({ outcome: 'verified' });
    expect(device.asked()).toBe(1);
  }, 30_000);

  test('the example of the README, with a code and with a push', async () => {
    await using user = await connectAs(server, { scope: 'factor.enroll', subject: 'reader' });
    const { enrollment, provisioningUri = '' } = await user.enrollments.begin({ factorType: 'totp' });
    const app = scan(provisioningUri);
    const { enrollmentId } = enrollment;
    await user.enrollments.submitInput({ enrollmentId, input: keyed(app.codeAt(Date.now())) });

    const device = takeDevice();
    const heard: string[] = [];
    const call = {
      sessionId: SESSION,
      say: async (text: string) => {
        heard.push(text);
        device.decide('approved');
      },
      ask: async (text: string) => {
        heard.push(text);
        return app.codeAt(Date.now(), 1);
      },
      hungUp: new AbortController().signal,
    };
    const caller = { url: server.grpcUrl, token: await server.token({ scopes: ['factor.verify'], client: 'agent' }) };
    expect(await checkAssertion(await verifyCaller(caller, 'totp', 'reader', call))).toMatchObject({ factor: 'totp' });
    const { factorType } = device.info;
    const assertion = await verifyCaller(caller, factorType, 'reader', call);
    expect(await checkAssertion(assertion)).toMatchObject({ factor: factorType, channel: 'out-of-band' });
    expect(heard).toEqual([expect.stringContaining('authenticator app'), expect.stringContaining(' 42')]);
  });

  describe('aborted', () => {
    test('while it begins: the device is asked no longer', async () => {
      const controller = new AbortController();
      const verification = agent.verify(request({ factorType: 'slow-device' }), { signal: controller.signal });
      const challengeId = await begun.promise;
      controller.abort(REASON);
      started.resolve({ kind: 'started', transaction: 't' });
      await expect(verification).rejects.toBe(REASON);
      expect(await stateOf(challengeId)).toBe('canceled');
      await expect.poll(() => slowDevice.withdrawn(), { timeout: 10_000 }).toBe(1);
    });

    test('while the caller is asked', async () => {
      const controller = new AbortController();
      const asked: Question[] = [];
      const askCaller = (question: Question) => {
        asked.push(question);
        setImmediate(() => controller.abort(REASON));
        return listens(question);
      };
      const verification = agent.verify(request({ subject: await subject('gone'), askCaller }), controller);
      await expect(verification).rejects.toBe(REASON);
      expect(asked[0]?.signal.aborted).toBe(true);
      expect(await stateOf(asked[0]?.challengeId)).toBe('canceled');
    });

    test('while the answer is compared', async () => {
      const controller = new AbortController();
      let challengeId = '';
      const askCaller = async (question: Question) => {
        challengeId = question.challengeId;
        return keyed(PIN);
      };
      const dropped = await enrollScripted('slow', 'dropped');
      const verification = agent.verify(request({ subject: dropped, factorType: 'slow', askCaller }), controller);
      await comparing.promise;
      controller.abort(REASON);
      await expect(verification).rejects.toBe(REASON);
      compared.resolve({ kind: 'matched' });
      expect(await stateOf(challengeId)).toBe('canceled');
    });

    test('while a device is awaited: the question is taken from it', async () => {
      const device = takeDevice();
      const controller = new AbortController();
      const told: DeviceNotice[] = [];
      const tellCaller = (notice: DeviceNotice) => {
        told.push(notice);
      };
      const verification = agent.verify(request({ factorType: device.info.factorType, tellCaller }), controller);
      await expect.poll(() => device.polled(), { interval: 5, timeout: 10_000 }).toBeGreaterThan(0);
      controller.abort(REASON);
      await expect(verification).rejects.toBe(REASON);
      expect(told[0]?.signal.aborted).toBe(true);
      expect(await stateOf(told[0]?.challengeId)).toBe('canceled');
      await expect.poll(() => device.withdrawn(), { timeout: 10_000 }).toBe(1);
    });
  });

  test('a callback that fails ends it with its own error, withdrawn', async () => {
    const fault = new Error('no text to speech');
    const device = takeDevice();
    let challengeId = '';
    const tellCaller = async (notice: DeviceNotice) => {
      challengeId = notice.challengeId;
      await sleep(1);
      throw fault;
    };
    const verification = agent.verify(request({ factorType: device.info.factorType, tellCaller }));
    await expect(verification).rejects.toBe(fault);
    expect(await stateOf(challengeId)).toBe('canceled');
    await expect.poll(() => device.withdrawn(), { timeout: 10_000 }).toBe(1);
  });

  describe('a challenge that expires', () => {
    const expiring = async () => {
      const service = await startTinyService({ limits: { challengeTtlMs: 1_500, clockErrorMs: 400 } });
      const url = `http://127.0.0.1:${service.target.port}`;
      return { service, client: createAuthFactorClient({ url, token: service.tokens.verify, transport }) };
    };
    const late = { subject: { tenantId: TENANT, subjectId: 'subject-0' }, factorType: FACTOR };

    test('as the answer is given', async () => {
      const { service, client } = await expiring();
      let questions = 0;
      const askCaller = async ({ expiresAt }: Question) => {
        questions += 1;
        while (Date.now() <= (expiresAt?.getTime() ?? 0)) await sleep(5);
        return keyed('481516');
      };
      const result = await client.verify(request({ ...late, askCaller }));
      expect(result).toMatchObject({ outcome: 'not-verified', reason: 'expired', lastAnswer: undefined });
      expect(questions).toBe(1);
      await client[Symbol.asyncDispose]();
      await service[Symbol.asyncDispose]();
    });

    test('while nobody answers: the question is stopped', async () => {
      const { service, client } = await expiring();
      const result = await client.verify(request({ ...late, askCaller: listens }));
      expect(result).toMatchObject({ outcome: 'not-verified', reason: 'expired' });
      await client[Symbol.asyncDispose]();
      await service[Symbol.asyncDispose]();
    }, 30_000);
  });
});
