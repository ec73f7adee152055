import { randomUUID } from 'node:crypto';
import type { AuditEvent, AuthFactorClient } from '@authfactor/client';
import { createAssertionVerifier } from '@authfactor/client/verify';
import { AuthFactorService } from '@authfactor/proto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { beginFor, connectAs, enroll, keyed, reasonOf, SESSION, verify } from './actors.ts';
import { createCheapKdf } from './cheap-kdf.ts';
import { clockAhead } from './clock-ahead.ts';
import { countOutboxes, dumpDatabase } from './dump-database.ts';
import { connectRaw, failureOf, type RawGrpc } from './raw-grpc.ts';
import { type RunningTestServer, startServerInProcess } from './running-server.ts';

/*
 * Two organisations on one server whose people, sessions, clients and request ids have the same names. Whatever the
 * token of one asks for, it gets nothing of the other.
 */
const [NORTH, SOUTH] = ['north', 'south'] as const;
const PINS = { north: '907152', south: '271828' } as const;
const ALICE = 'alice';
const CLIENT = 'agent';
const FACTOR = { factorType: 'soft-pin' } as const;

type Tenant = typeof NORTH | typeof SOUTH;
type Scope = 'factor.verify' | 'factor.enroll' | 'factor.admin';

let server: RunningTestServer;
let raw: RawGrpc;
const agents: Partial<Record<Tenant, AuthFactorClient>> = {};
const admins: Partial<Record<Tenant, AuthFactorClient>> = {};

beforeAll(async () => {
  server = await startServerInProcess({ exchange: (parts) => ({ ...parts, kdf: createCheapKdf() }) });
  raw = connectRaw(server.grpcUrl);
  for (const tenant of [NORTH, SOUTH] as const) {
    agents[tenant] = await connect('factor.verify', [tenant]);
    admins[tenant] = await connect('factor.admin', [tenant]);
    expect(await enroll(server, ALICE, PINS[tenant], [tenant])).toMatchObject({ state: 'completed' });
  }
});
afterAll(async () => {
  raw[Symbol.dispose]();
  for (const client of [...Object.values(agents), ...Object.values(admins)]) await client[Symbol.asyncDispose]();
  await server.stop();
});

const connect = (scope: Scope, tenants: readonly string[]) =>
  connectAs(server, { scope, tenants, client: CLIENT, ...(scope === 'factor.enroll' ? { subject: ALICE } : {}) });

const clientOf = (clients: typeof agents, tenant: Tenant): AuthFactorClient => {
  const client = clients[tenant];
  if (client === undefined) throw new Error('There is no such client yet');
  return client;
};
const agentOf = (tenant: Tenant) => clientOf(agents, tenant);
const adminOf = (tenant: Tenant) => clientOf(admins, tenant);
const aliceOf = (tenantId: string) => ({ subject: { tenantId, subjectId: ALICE } });

test('the same subject has another PIN in each', async () => {
  expect(await verify(agentOf(NORTH), ALICE, PINS.north, NORTH)).toBe('verified');
  expect(await verify(agentOf(SOUTH), ALICE, PINS.south, SOUTH)).toBe('verified');
  expect(await verify(agentOf(NORTH), ALICE, PINS.south, NORTH)).toBe('mismatched');
  expect(await verify(agentOf(SOUTH), ALICE, PINS.north, SOUTH)).toBe('mismatched');
  // And may have the same one: a history is its tenant's.
  expect(await enroll(server, 'bob', PINS.north, [NORTH])).toMatchObject({ state: 'completed' });
  expect(await enroll(server, 'bob', PINS.north, [SOUTH])).toMatchObject({ state: 'completed' });
});

describe('a token of one asks for the other', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['its factors', () => agentOf(NORTH).factors.list({ tenantId: SOUTH })],
    ["a subject's status", () => agentOf(NORTH).factors.getSubjectStatus(aliceOf(SOUTH))],
    ['a challenge', () => beginFor(agentOf(NORTH), ALICE, SESSION, SOUTH)],
    ["a subject's status, as administrator", () => adminOf(NORTH).administration.getSubjectStatus(aliceOf(SOUTH))],
    ...(['unlock', 'revoke-credential', 'disable', 'enable'] as const).map((kind): [string, () => Promise<unknown>] => [
      `a reset, ${kind}`,
      () => adminOf(NORTH).administration.resetSubject({ ...aliceOf(SOUTH), ...FACTOR, kind }),
    ]),
    ['an erasure', () => adminOf(NORTH).administration.deleteSubject(aliceOf(SOUTH))],
    ['its availability', () => adminOf(NORTH).administration.getAvailability({ tenantId: SOUTH, ...FACTOR })],
    [
      'a change of its availability',
      () => adminOf(NORTH).administration.setAvailability({ tenantId: SOUTH, ...FACTOR, challengesEnabled: false }),
    ],
    ['its events', () => adminOf(NORTH).administration.listEvents({ tenantId: SOUTH })],
    ["its subject's events", () => adminOf(NORTH).administration.listEvents({ tenantId: SOUTH, subjectId: ALICE })],
  ])('%s', async (_, call) => {
    await expect.poll(() => countOutboxes(server.dataDir)).toBe(0);
    const before = dumpDatabase(server.dataDir);
    expect(await reasonOf(call())).toBe('PERMISSION_DENIED');
    expect(dumpDatabase(server.dataDir)).toEqual(before);
  });

  test('and learns nothing of whether it is there', async () => {
    const token = await server.token({ scopes: ['factor.verify'], tenants: [NORTH] });
    const errorFor = (tenantId: string, subjectId: string) => {
      const request = { requestId: randomUUID(), subject: { tenantId, subjectId }, ...FACTOR, sessionId: SESSION };
      return failureOf(raw.call(AuthFactorService.method.beginChallenge, request, { token }));
    };
    const there = await errorFor(SOUTH, ALICE);
    expect(await errorFor('nowhere', ALICE)).toEqual(there);
    expect(await errorFor(SOUTH, 'nobody')).toEqual(there);
  });
});

test('one request id of one client is two challenges, and neither tenant can touch the other one', async () => {
  const requestId = randomUUID();
  const begin = (tenant: Tenant) =>
    agentOf(tenant).challenges.begin({ requestId, ...aliceOf(tenant), ...FACTOR, sessionId: SESSION });
  const [north, south] = [await begin(NORTH), await begin(SOUTH)];
  expect(north.challengeId).not.toBe(south.challengeId);
  const foreign = { challengeId: south.challengeId, sessionId: SESSION };
  const { challenges } = agentOf(NORTH);
  const answer = { ...foreign, input: keyed(PINS.south) };
  expect(await reasonOf(challenges.get(foreign))).toBe('CHALLENGE_NOT_FOUND');
  expect(await reasonOf(challenges.submitAnswer(answer))).toBe('CHALLENGE_NOT_FOUND');
  expect(await reasonOf(challenges.submitAnswer({ ...answer, requestId }))).toBe('CHALLENGE_NOT_FOUND');
  expect(await reasonOf(challenges.cancel(foreign))).toBe('CHALLENGE_NOT_FOUND');

  // The same bytes as for one that never was.
  const token = await server.token({ scopes: ['factor.verify'], tenants: [NORTH], client: CLIENT });
  const errorFor = (challengeId: string) =>
    failureOf(raw.call(AuthFactorService.method.getChallenge, { challengeId, sessionId: SESSION }, { token }));
  expect(await errorFor(south.challengeId)).toEqual(await errorFor('never-was'));

  expect((await agentOf(SOUTH).challenges.submitAnswer(answer)).outcome).toBe('verified');
  expect(await challenges.get({ challengeId: north.challengeId, sessionId: SESSION })).toMatchObject({
    state: 'awaiting-input',
  });
});

test('the same answer id in both is two answers', async () => {
  const requestId = randomUUID();
  const outcomes = [];
  for (const tenant of [NORTH, SOUTH] as const) {
    const { challengeId } = await beginFor(agentOf(tenant), ALICE, SESSION, tenant);
    const input = keyed(PINS.south);
    outcomes.push(
      (await agentOf(tenant).challenges.submitAnswer({ requestId, challengeId, sessionId: SESSION, input })).outcome,
    );
  }
  expect(outcomes).toEqual(['mismatched', 'verified']);
});

test('an enrolment of one is not found with a token of the other, and needs exactly one tenant', async () => {
  await using north = await connect('factor.enroll', [NORTH]);
  await using south = await connect('factor.enroll', [SOUTH]);
  const requestId = randomUUID();
  const { enrollmentId } = (await south.enrollments.begin({ ...FACTOR, requestId })).enrollment;
  const own = (await north.enrollments.begin({ ...FACTOR, requestId })).enrollment;
  expect(own.enrollmentId).not.toBe(enrollmentId);
  const input = keyed('314159');
  expect(await reasonOf(north.enrollments.get({ enrollmentId }))).toBe('ENROLLMENT_NOT_FOUND');
  expect(await reasonOf(north.enrollments.submitInput({ enrollmentId, input, confirmation: input }))).toBe(
    'ENROLLMENT_NOT_FOUND',
  );
  expect(await reasonOf(north.enrollments.cancel({ enrollmentId }))).toBe('ENROLLMENT_NOT_FOUND');
  expect(await south.enrollments.get({ enrollmentId })).toMatchObject({ state: 'awaiting-input' });
  await using both = await connect('factor.enroll', [NORTH, SOUTH]);
  expect(await reasonOf(both.enrollments.begin(FACTOR))).toBe('PERMISSION_DENIED');
  expect(await reasonOf(both.enrollments.getOptions())).toBe('PERMISSION_DENIED');
});

test('a token of both verifies in each, and the assertion says in which', async () => {
  await using agent = await connect('factor.verify', [NORTH, SOUTH]);
  const verifier = createAssertionVerifier({
    jwks: new URL('/.well-known/jwks.json', server.httpUrl),
    issuer: 'authfactor',
    audience: CLIENT,
  });
  for (const tenant of [NORTH, SOUTH] as const) {
    const { challengeId } = await beginFor(agent, ALICE, SESSION, tenant);
    const input = keyed(PINS[tenant]);
    const result = await agent.challenges.submitAnswer({ challengeId, sessionId: SESSION, input });
    if (result.outcome !== 'verified') throw new Error(`The right PIN is ${result.outcome}`);
    expect(await verifier.verify(result.assertion ?? '', { subject: ALICE })).toMatchObject({ tenant });
  }
});

test('a lock, a reset, a removal and an erasure in one leave the other as it was', async () => {
  const stillActive = async () => {
    expect(await agentOf(SOUTH).factors.getSubjectStatus(aliceOf(SOUTH))).toMatchObject([{ state: 'active' }]);
    expect(await verify(agentOf(SOUTH), ALICE, PINS.south, SOUTH)).toBe('verified');
  };
  const stateInNorth = async () => (await agentOf(NORTH).factors.getSubjectStatus(aliceOf(NORTH)))[0]?.state;
  const { administration } = adminOf(NORTH);
  const reset = { ...aliceOf(NORTH), ...FACTOR };

  await administration.resetSubject({ ...reset, kind: 'unlock' });
  for (let i = 0; i < 3; i++) await verify(agentOf(NORTH), ALICE, '314159', NORTH);
  expect(await stateInNorth()).toBe('locked');
  await stillActive();

  await administration.resetSubject({ ...reset, kind: 'disable' });
  expect(await stateInNorth()).toBe('disabled');
  await stillActive();

  await administration.resetSubject({ ...reset, kind: 'enable' });
  await administration.resetSubject({ ...reset, kind: 'revoke-credential' });
  expect(await stateInNorth()).toBe('not-enrolled');
  await stillActive();

  await administration.deleteSubject(aliceOf(NORTH));
  expect(await stateInNorth()).toBe('not-enrolled');
  await stillActive();
});

test("a switch in one is the other's not", async () => {
  const { administration } = adminOf(NORTH);
  await administration.setAvailability({
    tenantId: NORTH,
    ...FACTOR,
    enrollmentEnabled: false,
    challengesEnabled: false,
    reason: 'maintenance in the north',
  });
  expect(await reasonOf(beginFor(agentOf(NORTH), 'bob', SESSION, NORTH))).toBe('CHALLENGES_DISABLED');
  expect(await adminOf(SOUTH).administration.getAvailability({ tenantId: SOUTH, ...FACTOR })).toMatchObject({
    enrollmentEnabled: true,
    challengesEnabled: true,
    revision: 0,
  });
  expect(await verify(agentOf(SOUTH), 'bob', PINS.north, SOUTH)).toBe('verified');
  expect(await enroll(server, 'carol', PINS.north, [SOUTH])).toMatchObject({ state: 'completed' });
});

test('events are of their own tenant only, page by page', async () => {
  await server.stop();
  // Later: events of the last seconds are not listed yet.
  await using later = await startServerInProcess({ dataDir: server.dataDir, exchange: clockAhead(10_000) });
  await using north = await connectAs(later, { scope: 'factor.admin', tenants: [NORTH] });
  await using south = await connectAs(later, { scope: 'factor.admin', tenants: [SOUTH] });

  const all = async (admin: AuthFactorClient, tenantId: Tenant): Promise<AuditEvent[]> => {
    const events: AuditEvent[] = [];
    let pageToken: string | undefined = '';
    while (pageToken !== undefined) {
      const page = await admin.administration.listEvents({ tenantId, pageSize: 3, pageToken });
      events.push(...page.events);
      pageToken = page.nextPageToken;
    }
    return events;
  };
  const [ofNorth, ofSouth] = [await all(north, NORTH), await all(south, SOUTH)];
  expect(ofNorth.map(({ type }) => type)).toContain('availability.changed');
  expect(ofSouth.map(({ type }) => type)).not.toContain('availability.changed');
  expect(ofSouth.map(({ type }) => type)).not.toContain('subject.deleted');
  expect(ofSouth.map(({ type }) => type)).not.toContain('subject.locked');
  for (const [events, tenantId] of [
    [ofNorth, NORTH],
    [ofSouth, SOUTH],
  ] as const) {
    expect(events.length).toBeGreaterThan(5);
    expect(events.every(({ subject }) => subject?.tenantId === tenantId)).toBe(true);
  }
  const ids = new Set([...ofNorth, ...ofSouth].map(({ eventId }) => eventId));
  expect(ids.size).toBe(ofNorth.length + ofSouth.length);

  // A page token of one is none in the other.
  const { nextPageToken = '' } = await north.administration.listEvents({ tenantId: NORTH, pageSize: 1 });
  const stolen = south.administration.listEvents({ tenantId: SOUTH, pageSize: 1, pageToken: nextPageToken });
  expect(await reasonOf(stolen)).toBe('INVALID_REQUEST');
});
