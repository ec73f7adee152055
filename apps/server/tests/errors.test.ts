import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createScriptedDevice } from '@authfactor/conformance/factors';
import { interceptStore, type StoreOperation } from '@authfactor/conformance/store';
import { type Store, StoreError } from '@authfactor/engine';
import {
  AuthFactorAdminService,
  AuthFactorService,
  Channel,
  EnrollmentService,
  ErrorReason,
  ResetSubjectRequest_Kind as ResetKind,
} from '@authfactor/proto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { beginFor, connectAs, enroll, keyed, SESSION } from './actors.ts';
import { createCheapKdf } from './cheap-kdf.ts';
import { connectRaw, failureOf, type RawGrpc, type WireError } from './raw-grpc.ts';
import { type RunningTestServer, startServerInProcess } from './running-server.ts';

type Reason = Exclude<keyof typeof ErrorReason, 'UNSPECIFIED'>;

/** The contract's table: the gRPC code of each reason, and whether the answer says when to come back. */
const CONTRACT: Readonly<Record<Reason, { readonly code: string; readonly retry?: true }>> = {
  INVALID_REQUEST: { code: 'INVALID_ARGUMENT' },
  CHANNEL_UNSUPPORTED: { code: 'INVALID_ARGUMENT' },
  UNKNOWN_FACTOR: { code: 'NOT_FOUND' },
  CHALLENGE_NOT_FOUND: { code: 'NOT_FOUND' },
  ENROLLMENT_NOT_FOUND: { code: 'NOT_FOUND' },
  REQUEST_ID_REUSED: { code: 'ALREADY_EXISTS' },
  NOT_ENROLLED: { code: 'FAILED_PRECONDITION' },
  CHALLENGE_CLOSED: { code: 'FAILED_PRECONDITION' },
  ENROLLMENT_CLOSED: { code: 'FAILED_PRECONDITION' },
  ENROLLMENT_DISABLED: { code: 'FAILED_PRECONDITION' },
  CHALLENGES_DISABLED: { code: 'FAILED_PRECONDITION' },
  SUBJECT_DISABLED: { code: 'FAILED_PRECONDITION' },
  SUBJECT_LOCKED: { code: 'FAILED_PRECONDITION' },
  OVERLOADED: { code: 'RESOURCE_EXHAUSTED', retry: true },
  RATE_LIMITED: { code: 'RESOURCE_EXHAUSTED', retry: true },
  CONCURRENT_ATTEMPT: { code: 'ABORTED', retry: true },
  STALE_REVISION: { code: 'ABORTED' },
  DEPENDENCY_UNAVAILABLE: { code: 'UNAVAILABLE', retry: true },
  UNAUTHENTICATED: { code: 'UNAUTHENTICATED' },
  FRESH_LOGIN_REQUIRED: { code: 'UNAUTHENTICATED' },
  PERMISSION_DENIED: { code: 'PERMISSION_DENIED' },
  CAPABILITY_UNSUPPORTED: { code: 'UNIMPLEMENTED' },
  DEADLINE_EXCEEDED: { code: 'DEADLINE_EXCEEDED' },
  CREDENTIAL_DAMAGED: { code: 'DATA_LOSS' },
  INTERNAL: { code: 'INTERNAL' },
};

const PIN = '907152';
const WRONG = '271828';
const TENANT = 'default';
/** Tenants of which something is switched off. */
const UNENROLLABLE = 'unenrollable';
const UNCHALLENGED = 'unchallenged';
const SENTENCE =
  'Soft PIN enrollment is not available at this time. Please contact your administrator for more details.';

let server: RunningTestServer;
let raw: RawGrpc;
let store: Store;
/** What a store operation fails with, before anything happens. */
let fault: (operation: StoreOperation) => Error | undefined = () => undefined;
/** Comparisons wait for it. */
let held: { readonly until: Promise<void>; reached(): void } | undefined;
const tokens = { verify: '', admin: '' };

beforeAll(async () => {
  const cheap = createCheapKdf();
  server = await startServerInProcess({
    env: { AUTHFACTOR_KDF_SLOTS: '1' },
    exchange(parts) {
      store = parts.store;
      return {
        store: interceptStore(parts.store, async (operation, run) => {
          const error = fault(operation);
          if (error !== undefined) throw error;
          return run();
        }),
        kdf: {
          hash: cheap.hash,
          async verify(hash, pin) {
            held?.reached();
            await held?.until;
            return cheap.verify(hash, pin);
          },
        },
        factors: [createScriptedDevice()],
      };
    },
  });
  raw = connectRaw(server.grpcUrl);
  const tenants = [TENANT, UNENROLLABLE, UNCHALLENGED];
  tokens.verify = await server.token({ scopes: ['factor.verify'], tenants });
  tokens.admin = await server.token({ scopes: ['factor.admin'], tenants });
});
afterAll(async () => {
  raw[Symbol.dispose]();
  await server.stop();
});

const typed = (text: string, channel = Channel.KEYPAD) =>
  ({ value: { case: 'typed', value: { text, channel } } }) as const;

interface BeginChange {
  readonly tenantId?: string;
  readonly requestId?: string;
  readonly factorType?: string;
  readonly sessionId?: string;
  readonly offeredChannels?: Channel[];
}

const begin = (subjectId: string, { tenantId = TENANT, ...change }: BeginChange = {}) =>
  raw.call(
    AuthFactorService.method.beginChallenge,
    {
      requestId: randomUUID(),
      subject: { tenantId, subjectId },
      factorType: 'soft-pin',
      sessionId: SESSION,
      ...change,
    },
    { token: tokens.verify },
  );

const submit = (challengeId: string, text: string, requestId: string = randomUUID(), timeoutMs?: number) =>
  raw.call(
    AuthFactorService.method.submitAnswer,
    { requestId, challengeId, sessionId: SESSION, input: typed(text) },
    { token: tokens.verify, ...(timeoutMs === undefined ? {} : { timeoutMs }) },
  );

const userToken = (subject: string, tenant = TENANT) =>
  server.token({ scopes: ['factor.enroll'], subject, tenants: [tenant] });

const beginEnrollment = (token: string, factorType = 'soft-pin') =>
  raw.call(EnrollmentService.method.beginEnrollment, { requestId: randomUUID(), factorType }, { token });

const reset = (subjectId: string, kind: ResetKind) =>
  raw.call(
    AuthFactorAdminService.method.resetSubject,
    { requestId: randomUUID(), subject: { tenantId: TENANT, subjectId }, factorType: 'soft-pin', kind },
    { token: tokens.admin },
  );

interface AvailabilityChange {
  readonly tenantId?: string;
  readonly enrollmentEnabled?: boolean;
  readonly challengesEnabled?: boolean;
  readonly expectedRevision?: bigint;
}

const setAvailability = (change: AvailabilityChange) =>
  raw.call(
    AuthFactorAdminService.method.setAvailability,
    { tenantId: TENANT, factorType: 'soft-pin', ...change },
    { token: tokens.admin },
  );

/** A subject with a PIN and an open challenge. */
async function challenged(subject: string): Promise<string> {
  await enroll(server, subject, PIN);
  return challengeOf(subject);
}

async function challengeOf(subject: string): Promise<string> {
  await using agent = await connectAs(server, { scope: 'factor.verify' });
  return (await beginFor(agent, subject)).challengeId;
}

/** Repeats a request id, as a client does, until it has its outcome. */
async function outcomeOf(challengeId: string, requestId: string): Promise<string> {
  await using agent = await connectAs(server, { scope: 'factor.verify' });
  return (await agent.challenges.submitAnswer({ requestId, challengeId, sessionId: SESSION, input: keyed(PIN) }))
    .outcome;
}

/** Runs `work` while every comparison waits; `reached` resolves with the first one. */
async function whileHeld<T>(work: (reached: Promise<void>) => Promise<T>): Promise<T> {
  const release = Promise.withResolvers<void>();
  const first = Promise.withResolvers<void>();
  held = { until: release.promise, reached: first.resolve };
  try {
    return await work(first.promise);
  } finally {
    held = undefined;
    release.resolve();
  }
}

async function whileFaulty<T>(operation: StoreOperation, error: Error, work: () => Promise<T>): Promise<T> {
  fault = (candidate) => (candidate === operation ? error : undefined);
  try {
    return await work();
  } finally {
    fault = () => undefined;
  }
}

/** Flips a letter of the stored credential, as a bad disk would. */
async function damage(subject: string): Promise<void> {
  const key = { tenant: TENANT, factorType: 'soft-pin', subject };
  await expect
    .poll(async () => {
      const account = await store.readAccount(key);
      if (account?.credential === undefined) throw new Error('There is no credential to damage');
      const { record } = account.credential;
      const flipped = record.slice(0, -9) + (record.at(-9) === 'A' ? 'B' : 'A') + record.slice(-8);
      const credential = { ...account.credential, record: flipped };
      return store.writeAccount({ ...account, version: account.version + 1, credential }, account.version);
    })
    .toBe(true);
}

/** Each reason, provoked. The subject's name is the reason, so that none of them meets another. */
const PROVOCATIONS: Readonly<Record<Reason, (subject: string) => Promise<WireError>>> = {
  INVALID_REQUEST: (subject) => failureOf(begin(subject, { requestId: 'not-a-uuid' })),
  CHANNEL_UNSUPPORTED: (subject) => failureOf(begin(subject, { offeredChannels: [Channel.OUT_OF_BAND] })),
  UNKNOWN_FACTOR: (subject) => failureOf(begin(subject, { factorType: 'palm-reading' })),
  CHALLENGE_NOT_FOUND: () => failureOf(submit('no-such-challenge', PIN)),
  ENROLLMENT_NOT_FOUND: async (subject) => {
    const token = await userToken(subject);
    return failureOf(raw.call(EnrollmentService.method.getEnrollment, { enrollmentId: 'soft-pin.none' }, { token }));
  },
  async REQUEST_ID_REUSED(subject) {
    await enroll(server, subject, PIN);
    const requestId = randomUUID();
    expect((await begin(subject, { requestId })).kind).toBe('ok');
    return failureOf(begin(subject, { requestId, sessionId: 'another-call' }));
  },
  NOT_ENROLLED: (subject) => failureOf(begin(subject)),
  async CHALLENGE_CLOSED(subject) {
    const challengeId = await challenged(subject);
    const token = tokens.verify;
    await raw.call(AuthFactorService.method.cancelChallenge, { challengeId, sessionId: SESSION }, { token });
    return failureOf(submit(challengeId, PIN));
  },
  async ENROLLMENT_CLOSED(subject) {
    const token = await userToken(subject);
    const begun = await beginEnrollment(token);
    const enrollmentId = begun.kind === 'ok' ? (begun.message.enrollment?.enrollmentId ?? '') : '';
    await raw.call(EnrollmentService.method.cancelEnrollment, { enrollmentId }, { token });
    const request = { requestId: randomUUID(), enrollmentId, input: typed(PIN), confirmation: typed(PIN) };
    return failureOf(raw.call(EnrollmentService.method.submitEnrollmentInput, request, { token }));
  },
  async ENROLLMENT_DISABLED(subject) {
    await setAvailability({ tenantId: UNENROLLABLE, enrollmentEnabled: false });
    const error = await failureOf(beginEnrollment(await userToken(subject, UNENROLLABLE)));
    expect(error.message).toBe(SENTENCE);
    return error;
  },
  async CHALLENGES_DISABLED(subject) {
    await enroll(server, subject, PIN, [UNCHALLENGED]);
    await setAvailability({ tenantId: UNCHALLENGED, challengesEnabled: false });
    return failureOf(begin(subject, { tenantId: UNCHALLENGED }));
  },
  async SUBJECT_DISABLED(subject) {
    await enroll(server, subject, PIN);
    await reset(subject, ResetKind.DISABLE);
    return failureOf(begin(subject));
  },
  async SUBJECT_LOCKED(subject) {
    const before = Date.now();
    const challengeId = await challenged(subject);
    for (let i = 0; i < 3; i++) await submit(challengeId, WRONG);
    const error = await failureOf(begin(subject));
    const until = Date.parse(error.metadata.locked_until ?? '');
    // The engine counts on by itself between two looks at the clock.
    expect(until).toBeGreaterThan(before + 59_000);
    expect(until).toBeLessThan(Date.now() + 61_000);
    return error;
  },
  async OVERLOADED(subject) {
    await enroll(server, subject, PIN);
    const answers: { readonly challengeId: string; readonly requestId: string }[] = [];
    for (let i = 0; i < 12; i++) answers.push({ challengeId: await challengeOf(subject), requestId: randomUUID() });
    const { error, calls } = await whileHeld(async () => {
      const sent = answers.map(({ challengeId, requestId }) => submit(challengeId, PIN, requestId));
      return { error: await Promise.any(sent.map(failureOf)), calls: sent };
    });
    await Promise.all(calls);
    // Nothing was counted, so all of them are right in the end.
    for (const { challengeId, requestId } of answers) expect(await outcomeOf(challengeId, requestId)).toBe('verified');
    return error;
  },
  async RATE_LIMITED(subject) {
    const token = await userToken(subject);
    for (let i = 0; i < 10; i++) expect((await beginEnrollment(token)).kind).toBe('ok');
    return failureOf(beginEnrollment(token));
  },
  async CONCURRENT_ATTEMPT(subject) {
    const challengeId = await challenged(subject);
    const requestId = randomUUID();
    const error = await whileHeld(async (reached) => {
      submit(challengeId, PIN, requestId);
      await reached;
      return failureOf(submit(challengeId, PIN, requestId));
    });
    expect(await outcomeOf(challengeId, requestId)).toBe('verified');
    return error;
  },
  STALE_REVISION: () => failureOf(setAvailability({ enrollmentEnabled: false, expectedRevision: 41n })),
  async DEPENDENCY_UNAVAILABLE(subject) {
    const challengeId = await challenged(subject);
    const gone = new StoreError('unavailable', 'The disk is gone');
    return whileFaulty('readChallenge', gone, () => failureOf(submit(challengeId, PIN)));
  },
  UNAUTHENTICATED: () => failureOf(raw.call(AuthFactorService.method.listFactors, { tenantId: TENANT })),
  async FRESH_LOGIN_REQUIRED(subject) {
    const authTime = new Date(Date.now() - 3_600_000).toISOString();
    return failureOf(beginEnrollment(await server.token({ scopes: ['factor.enroll'], subject, authTime })));
  },
  PERMISSION_DENIED: (subject) => failureOf(begin(subject, { tenantId: 'another-tenant' })),
  CAPABILITY_UNSUPPORTED: async (subject) => failureOf(beginEnrollment(await userToken(subject), 'scripted-device')),
  async DEADLINE_EXCEEDED(subject) {
    const challengeId = await challenged(subject);
    const requestId = randomUUID();
    const error = await whileHeld(() => failureOf(submit(challengeId, PIN, requestId, 100)));
    expect(await outcomeOf(challengeId, requestId)).toBe('verified');
    return error;
  },
  async CREDENTIAL_DAMAGED(subject) {
    const challengeId = await challenged(subject);
    await damage(subject);
    return failureOf(submit(challengeId, PIN));
  },
  async INTERNAL(subject) {
    const challengeId = await challenged(subject);
    const defect = new TypeError(`Cannot read ${PIN} of undefined`);
    const error = await whileFaulty('readChallenge', defect, () => failureOf(submit(challengeId, PIN)));
    expect(error.message).toBe('Something went wrong on our side; try again later');
    return error;
  },
};

const reasons = Object.keys(ErrorReason).filter(
  (name): name is Reason => Number.isNaN(Number(name)) && name !== 'UNSPECIFIED',
);

test('every reason of the contract is provoked here', () => {
  expect(Object.keys(PROVOCATIONS).sort()).toEqual([...reasons].sort());
  expect(Object.keys(CONTRACT).sort()).toEqual([...reasons].sort());
  expect(reasons).toHaveLength(25);
});

test('the contract documents these codes', async () => {
  const text = await readFile(new URL('../../../proto/authfactor/v1/error_reason.proto', import.meta.url), 'utf8');
  const documented = [...text.matchAll(/((?: +\/\/.*\n)+) +ERROR_REASON_(\w+) = [1-9]/g)].map(
    ([, comment = '', reason = '']) => [
      reason,
      { code: /[A-Z_]{4,}/.exec(comment)?.[0], retry: /RetryInfo/.test(comment) },
    ],
  );
  const expected = Object.entries(CONTRACT).map(([reason, { code, retry = false }]) => [reason, { code, retry }]);
  expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(expected));
});

describe.each(reasons)('%s', (reason) => {
  test('has its code and its details', async () => {
    const error = await PROVOCATIONS[reason](`subject-${reason}`);
    const { code, retry } = CONTRACT[reason];
    expect(error).toMatchObject({ reason, code, domain: 'authfactor.dev' });
    expect(error.details.toSorted()).toEqual([
      ...(reason === 'INVALID_REQUEST' ? ['google.rpc.BadRequest'] : []),
      'google.rpc.ErrorInfo',
      ...(retry ? ['google.rpc.RetryInfo'] : []),
    ]);
    if (retry) expect(error.retryMs).toBeGreaterThan(0);
    expect(Object.keys(error.metadata)).toEqual(reason === 'SUBJECT_LOCKED' ? ['locked_until'] : []);
    expect(error.message).toMatch(error.message === SENTENCE ? /\.$/ : /^\S.*[^.]$/);
    expect(error.raw).not.toContain(PIN);
  });
});

test('INVALID_REQUEST names the fields', async () => {
  const error = await failureOf(begin('', { requestId: 'not-a-uuid', sessionId: '' }));
  expect(error.fields?.toSorted()).toEqual(['request_id', 'session_id', 'subject.subject_id']);
});

test.each([
  ['a message that is too large', new Uint8Array(20 * 1024)],
  ['bytes that are no message', Uint8Array.of(0x0a, 0x7f, 0x01)],
  ['text that is not UTF-8', Uint8Array.of(0x0a, 0x02, 0xff, 0xfe)],
])('%s is INVALID_REQUEST, with BadRequest', async (_, bytes) => {
  const path = '/authfactor.v1.AuthFactorService/BeginChallenge';
  const { output } = AuthFactorService.method.beginChallenge;
  const error = await failureOf(raw.send({ path, output }, bytes, { token: tokens.verify }));
  expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', reason: 'INVALID_REQUEST', fields: [''] });
  expect(error.retryMs).toBeUndefined();
});

test('an RPC that is not there is CAPABILITY_UNSUPPORTED', async () => {
  const { output } = AuthFactorService.method.beginChallenge;
  const path = '/authfactor.v1.AuthFactorService/GuessPin';
  const error = await failureOf(raw.send({ path, output }, new Uint8Array(), { token: tokens.verify }));
  expect(error).toMatchObject({ code: 'UNIMPLEMENTED', reason: 'CAPABILITY_UNSUPPORTED' });
});
