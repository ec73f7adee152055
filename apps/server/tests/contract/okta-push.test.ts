import { randomUUID } from 'node:crypto';
import {
  CLAUSES,
  type ClauseResult,
  createWire,
  PROTOCOLS,
  type Protocol,
  runContract,
} from '@authfactor/conformance/contract';
import type { BeginChallengeRequest, Engine } from '@authfactor/engine';
import type { DeviceStart, DeviceStatus, OutOfBandFactor } from '@authfactor/factor';
import { type FakeOkta, startFakeOkta, trustFakeOkta } from '@authfactor/okta-push/fake-okta';
import { describe, expect, test } from 'vitest';
import { startServerInProcess } from '../running-server.ts';
import { unlock, verification } from './breaking.ts';
import { createOktaHand, createTestOktaPush, enrollOktaUsers } from './okta-endpoint.ts';
import { type Breakage, FACTOR, startTinyService, TENANT } from './tiny-service.ts';

const DEVICE_CLAUSES = CLAUSES.filter(({ onDevice }) => onDevice === true).map(({ id }) => id);

async function startTrusted(): Promise<FakeOkta> {
  const okta = await startFakeOkta();
  trustFakeOkta(okta);
  return okta;
}

/** A way to get push wrong, and the clauses that this may break: one of them must, and no other. */
interface BrokenPush {
  readonly may: readonly string[];
  readonly factor?: (push: OutOfBandFactor) => Partial<OutOfBandFactor>;
  readonly engine?: (push: OutOfBandFactor) => NonNullable<Breakage['engine']>;
}

const polls = (map: (status: DeviceStatus) => DeviceStatus) => (push: OutOfBandFactor) => ({
  poll: async (...call: Parameters<OutOfBandFactor['poll']>) => map(await push.poll(...call)),
});

/** Sends a push that nobody records. */
async function sendAnother(push: OutOfBandFactor, { tenant, subject }: BeginChallengeRequest): Promise<void> {
  const context = { tenant, subject, factorType: FACTOR, generation: 0 };
  const challenge = { challengeId: randomUUID(), session: '', purpose: '', language: 'en' };
  const { signal } = new AbortController();
  const opening = await push.open?.({ context, challenge, signal });
  if (opening?.kind !== 'opened') return;
  await push.start({ ...challenge, context, record: '', handle: opening.handle, signal });
}

const begins = (before: (engine: Engine, request: BeginChallengeRequest, context: Context) => Promise<unknown>) =>
  verification((api, engine) => ({
    async beginChallenge(context, request) {
      await before(engine, request, context);
      return api.beginChallenge(context, request);
    },
  }));

type Context = Parameters<Engine['verification']['beginChallenge']>[0];

const BROKEN_PUSHES: Readonly<Record<string, BrokenPush>> = {
  'approves what it cannot read': {
    may: ['13.7'],
    factor: (push) => ({
      poll: (...call) => push.poll(...call).catch(() => ({ kind: 'approved' })),
    }),
  },
  'fails for what it cannot read': {
    may: ['13.7'],
    factor: (push) => ({
      poll: (...call) => push.poll(...call).catch(() => ({ kind: 'failed' })),
    }),
  },
  'takes a denial for waiting': {
    may: ['13.2', '13.3', '13.4', '13.7'],
    factor: polls((status) => (status.kind === 'denied' ? { kind: 'waiting' } : status)),
  },
  'takes a denial for an approval': {
    may: ['13.2', '13.3', '13.4', '13.7'],
    factor: polls((status) => (status.kind === 'denied' ? { kind: 'approved' } : status)),
  },
  'takes an approval for waiting': {
    may: ['13.1', '13.6'],
    factor: polls((status) => (status.kind === 'approved' ? { kind: 'waiting' } : status)),
  },
  'pushes again when begin is repeated': {
    may: ['13.3', '13.4'],
    engine: (push) => begins((_, request) => sendAnother(push, request)),
  },
  'does not count denials': {
    may: ['13.4'],
    engine: () => begins((engine, request, context) => unlock(engine, request, context)),
  },
  'asks Okta about the newest push, whichever was meant': {
    may: ['13.1', '13.2', '13.3', '13.4', '13.6', '13.7'],
    factor(push) {
      let newest = '';
      return {
        async start(request): Promise<DeviceStart> {
          const started = await push.start(request);
          if (started.kind === 'started') newest = started.transaction;
          return started;
        },
        poll: (_, signal) => push.poll(newest, signal),
      };
    },
  },
};

async function failedClauses({ factor, engine }: Omit<BrokenPush, 'may'>): Promise<readonly string[]> {
  await using okta = await startTrusted();
  const push = createTestOktaPush(okta);
  await using service = await startTinyService({
    factor: () => ({ ...push, ...factor?.(push), info: { ...push.info, factorType: FACTOR } }),
    ...(engine === undefined ? {} : { engine: engine(push) }),
  });
  using wire = createWire('grpc', service.target);
  const results = await runContract({
    wire,
    profile: 'standalone',
    factorType: FACTOR,
    answers: enrollOktaUsers(okta, TENANT, 6),
    tokens: service.tokens,
    device: createOktaHand(okta),
    lockAfter: 3,
    patienceMs: 30_000,
    runs: 1,
    seed: 7,
    only: DEVICE_CLAUSES,
  });
  return results.filter(({ status }) => status !== 'passed').map(({ id }) => id);
}

/** All of it over gRPC, what is about devices over the others too. */
async function keepsTheContract(): Promise<void> {
  await using okta = await startTrusted();
  await using server = await startServerInProcess({
    env: { AUTHFACTOR_LOG_LEVEL: 'fatal' },
    exchange: (parts) => ({ ...parts, factors: [createTestOktaPush(okta)] }),
  });
  const tokens = {
    verify: await server.token({ scopes: ['factor.verify'] }),
    otherClient: await server.token({ scopes: ['factor.verify'], client: 'another' }),
    otherTenant: await server.token({ scopes: ['factor.verify'], tenants: ['other'] }),
    admin: await server.token({ scopes: ['factor.admin'] }),
    enroll: await server.token({ scopes: ['factor.enroll'], subject: 'newcomer' }),
  };
  const run = async (protocol: Protocol, only?: readonly string[]) => {
    const { hostname: host, port } = new URL(protocol === 'grpc' ? server.grpcUrl : server.httpUrl);
    using wire = createWire(protocol, { host, port: Number(port), tls: false });
    const results = await runContract({
      wire,
      tokens,
      answers: enrollOktaUsers(okta, TENANT, 6),
      profile: 'standalone',
      factorType: 'okta-push',
      device: createOktaHand(okta),
      lockAfter: 3,
      patienceMs: 30_000,
      runs: 1,
      seed: 11,
      ...(only === undefined ? {} : { only }),
    });
    expect(results.filter(({ status }) => status === 'failed')).toEqual([]);
    return results;
  };
  const idsOf = (results: readonly ClauseResult[], status: string) =>
    results.filter((result) => result.status === status).map(({ id }) => id);

  const all = await run('grpc');
  expect(idsOf(all, 'passed')).toEqual(expect.arrayContaining(DEVICE_CLAUSES));
  const skipped = all.filter(({ status }) => status === 'skipped').map(({ why }) => why);
  expect(new Set(skipped)).toEqual(
    new Set([
      'needs --restart',
      'the factor does not declare CAPABILITY_ENROLL',
      'the factor takes no answers through the caller',
    ]),
  );
  for (const protocol of PROTOCOLS.filter((other) => other !== 'grpc')) {
    expect(idsOf(await run(protocol, DEVICE_CLAUSES), 'passed')).toEqual(DEVICE_CLAUSES);
  }
}

describe.concurrent('push', { timeout: 120_000 }, () => {
  test('keeps the contract over gRPC, Connect and gRPC-Web', keepsTheContract);

  test.each(Object.entries(BROKEN_PUSHES))(
    'that %s breaks a clause that it may, and no other',
    async (_, { may, ...breakage }) => {
      const failed = await failedClauses(breakage);
      expect(failed).not.toEqual([]);
      expect(failed.filter((id) => !may.includes(id))).toEqual([]);
    },
  );

  test('that is not broken breaks none', async () => {
    expect(await failedClauses({})).toEqual([]);
  });
});
