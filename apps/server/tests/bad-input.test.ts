import { randomUUID } from 'node:crypto';
import type { AuthFactorClient } from '@authfactor/client';
import { AuthFactorAdminService, AuthFactorService, Channel, EnrollmentService } from '@authfactor/proto';
import { ErrorInfoSchema } from '@authfactor/proto/google-rpc';
import {
  create,
  type DescMethodUnary,
  fromBinary,
  type JsonObject,
  type JsonValue,
  toBinary,
} from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { beginFor, connectAs, enroll, keyed, reasonOf, SESSION, TENANT, verify } from './actors.ts';
import { createCheapKdf } from './cheap-kdf.ts';
import { clockAhead } from './clock-ahead.ts';
import { countOutboxes, dumpDatabase } from './dump-database.ts';
import { connectRaw, failureOf, type RawGrpc } from './raw-grpc.ts';
import { rightRequests, type TokenKind } from './right-requests.ts';
import { freshDataDir, type RunningTestServer, startServerInProcess } from './running-server.ts';

const PIN = '907152';
const WRONG = '271828';
/** Whom every good call is about. */
const ALICE = 'alice';

let server: RunningTestServer;
let raw: RawGrpc;
let agent: AuthFactorClient;
let challengeId: string;
let enrollmentId: string;
const tokens: Record<TokenKind, string> = { verify: '', enroll: '', admin: '' };

beforeAll(async () => {
  server = await startServerInProcess({ exchange: (parts) => ({ ...parts, kdf: createCheapKdf() }) });
  raw = connectRaw(server.grpcUrl);
  agent = await connectAs(server, { scope: 'factor.verify' });
  tokens.verify = await server.token({ scopes: ['factor.verify'] });
  tokens.enroll = await server.token({ scopes: ['factor.enroll'], subject: ALICE });
  tokens.admin = await server.token({ scopes: ['factor.admin'] });
  await enroll(server, ALICE, PIN);
  challengeId = (await beginFor(agent, ALICE)).challengeId;
  await using self = await connectAs(server, { scope: 'factor.enroll', subject: ALICE });
  enrollmentId = (await self.enrollments.begin({ factorType: 'soft-pin' })).enrollment.enrollmentId;
});
afterAll(async () => {
  raw[Symbol.dispose]();
  await agent[Symbol.asyncDispose]();
  await server.stop();
});

/** Runs calls that must change nothing, then a good one. */
async function changingNothing<T>(work: () => Promise<T>): Promise<T> {
  await expect.poll(() => countOutboxes(server.dataDir)).toBe(0);
  const before = dumpDatabase(server.dataDir);
  const result = await work();
  expect(dumpDatabase(server.dataDir)).toEqual(before);
  expect(await verify(agent, ALICE, PIN)).toBe('verified');
  return result;
}

/** A Connect call with any JSON, or any text; gives the error's reason, or `none`. */
async function post(method: DescMethodUnary, token: string, body: JsonValue | Uint8Array): Promise<string> {
  const response = await fetch(`${server.httpUrl}/${method.parent.typeName}/${method.name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body),
  });
  if (response.ok) return 'none';
  const { details = [] }: { details?: readonly { type: string; value: string }[] } = JSON.parse(await response.text());
  const info = details.find(({ type }) => type === ErrorInfoSchema.typeName);
  return fromBinary(ErrorInfoSchema, Buffer.from(info?.value ?? '', 'base64')).reason;
}

const subject = { tenantId: TENANT, subjectId: ALICE };
const factorType = 'soft-pin';

const requests = () => rightRequests({ ...subject, sessionId: SESSION, challengeId, enrollmentId });

/** The request once for each of its ids, with another value there; `undefined` leaves the field out. */
function broken(request: JsonObject, value: JsonValue | undefined): JsonObject[] {
  return Object.entries(request).flatMap(([name, held]): JsonObject[] => {
    const { [name]: _, ...rest } = request;
    if (name === 'subject' && isObject(held)) return broken(held, value).map((inner) => ({ ...rest, subject: inner }));
    if (!/Id$|^factorType$/.test(name)) return [];
    return [value === undefined ? rest : { ...rest, [name]: value }];
  });
}

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

describe('ids that are none, in every id of every RPC', () => {
  test.each<[string, JsonValue | undefined]>([
    ['left out', undefined],
    ['empty', ''],
    ['too long', 'a'.repeat(257)],
    ['with NUL', 'al\u0000ice'],
    ['with a line break', 'alice\n'],
    ['with a control character of ISO 6429', 'alice\u0085'],
    ['with a lone high surrogate', 'alice\ud800'],
    ['with a lone low surrogate', '\udfffalice'],
    ['a number', 7],
    ['an object', { id: 'alice' }],
    ['a list', ['alice']],
  ])('%s', async (_, value) => {
    await changingNothing(async () => {
      const reasons = new Set<string>();
      let calls = 0;
      for (const [method, scope, request] of requests()) {
        // An optional filter may be left out.
        const optional = value === undefined && method.name === 'GetSubjectStatus';
        for (const body of optional ? [] : broken(request, value)) {
          calls++;
          reasons.add(await post(method, tokens[scope], body));
        }
      }
      expect([...reasons]).toEqual(['INVALID_REQUEST']);
      expect(calls).toBeGreaterThan(25);
    });
  });

  test('no RPC is left out', () => {
    const all = [AuthFactorService, EnrollmentService, AuthFactorAdminService].flatMap(({ methods }) => methods);
    const tried = requests().map(([method]) => method);
    expect(new Set(tried)).toEqual(new Set(all));
  });

  test('bytes that are a lone surrogate, or no UTF-8, over gRPC', async () => {
    await changingNothing(async () => {
      const { beginChallenge } = AuthFactorService.method;
      const request = { requestId: randomUUID(), subject, factorType, sessionId: 'sess-???' };
      const message = toBinary(beginChallenge.input, create(beginChallenge.input, request));
      for (const odd of [
        [0xed, 0xa0, 0x80],
        [0xff, 0xfe, 0xfd],
        [0xc0, 0x80, 0x41],
      ]) {
        const bytes = Buffer.from(message);
        bytes.set(odd, bytes.indexOf('???'));
        const path = '/authfactor.v1.AuthFactorService/BeginChallenge';
        const call = raw.send({ path, output: beginChallenge.output }, bytes, { token: tokens.verify });
        expect(await failureOf(call)).toMatchObject({ code: 'INVALID_ARGUMENT', reason: 'INVALID_REQUEST' });
      }
    });
  });
});

describe('fields that are missing', () => {
  test.each(['subject', 'input', 'kind'])('%s', async (name) => {
    await changingNothing(async () => {
      for (const [method, scope, request] of requests()) {
        const { [name]: held, ...rest } = request;
        if (held !== undefined) expect(await post(method, tokens[scope], rest)).toBe('INVALID_REQUEST');
      }
    });
  });

  test('everything', async () => {
    await changingNothing(async () => {
      // One request has no fields.
      const others = requests().filter(([, , request]) => Object.keys(request).length > 0);
      for (const [method, scope] of others) expect(await post(method, tokens[scope], {})).toBe('INVALID_REQUEST');
    });
  });

  test('the confirmation of an enrolment, and one that differs', async () => {
    const call = (confirmation: object) =>
      raw.call(
        EnrollmentService.method.submitEnrollmentInput,
        {
          requestId: randomUUID(),
          enrollmentId,
          input: { value: { case: 'typed', value: { text: '582047', channel: Channel.KEYPAD } } },
          ...confirmation,
        },
        { token: tokens.enroll },
      );
    await changingNothing(async () => {
      expect(await failureOf(call({}))).toMatchObject({ reason: 'INVALID_REQUEST', fields: ['confirmation'] });
    });
    const other = { value: { case: 'typed', value: { text: '582048', channel: Channel.KEYPAD } } };
    const answer = await call({ confirmation: other });
    expect(answer).toMatchObject({ kind: 'ok', message: { enrollment: { rejections: [{ rule: 'confirmation' }] } } });
    expect(await verify(agent, ALICE, PIN)).toBe('verified');
  });
});

describe('messages that are too large or no messages', () => {
  test.each([20, 200])('%d KiB', async (kib) => {
    await changingNothing(async () => {
      for (const [method, scope, request] of requests()) {
        const padded = Buffer.from(`${JSON.stringify(request)}${' '.repeat(kib * 1024)}`);
        expect(await post(method, tokens[scope], padded)).toBe('INVALID_REQUEST');
      }
      const path = '/authfactor.v1.AuthFactorService/BeginChallenge';
      const { output } = AuthFactorService.method.beginChallenge;
      const call = raw.send({ path, output }, new Uint8Array(kib * 1024), { token: tokens.verify });
      expect(await failureOf(call)).toMatchObject({ code: 'INVALID_ARGUMENT', reason: 'INVALID_REQUEST' });
    });
  });

  test.each([
    ['cut off', '{"tenantId":"def'],
    ['nothing', ''],
    ['no object', '"default"'],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ])('%s', async (_, body) => {
    await changingNothing(async () => {
      for (const [method, scope] of requests()) {
        expect(await post(method, tokens[scope], Buffer.from(body))).toBe('INVALID_REQUEST');
      }
    });
  });

  test('one field twice', async () => {
    await changingNothing(async () => {
      const body = { tenantId: TENANT, tenant_id: 'other' };
      expect(await post(AuthFactorService.method.listFactors, tokens.verify, body)).toBe('INVALID_REQUEST');
      const twice = { typed: { text: PIN, channel: 'CHANNEL_KEYPAD' }, speech: { transcript: PIN } };
      const answer = { requestId: randomUUID(), challengeId, sessionId: SESSION, input: twice };
      expect(await post(AuthFactorService.method.submitAnswer, tokens.verify, answer)).toBe('INVALID_REQUEST');
    });
  });

  test('numbers out of their range', async () => {
    await changingNothing(async () => {
      const { listEvents, setAvailability } = AuthFactorAdminService.method;
      const tenantId = TENANT;
      for (const pageSize of [-1, 1001, 2 ** 40, 1.5]) {
        expect(await post(listEvents, tokens.admin, { tenantId, pageSize })).toBe('INVALID_REQUEST');
      }
      for (const pageToken of ['nonsense', 'W10', '__proto__']) {
        expect(await post(listEvents, tokens.admin, { tenantId, pageToken })).toBe('INVALID_REQUEST');
      }
      for (const wait of ['61s', '-1s', 'soon']) {
        const body = { challengeId, sessionId: SESSION, wait };
        expect(await post(AuthFactorService.method.getChallenge, tokens.verify, body)).toBe('INVALID_REQUEST');
      }
      const body = { tenantId, factorType, expectedRevision: '-1' };
      expect(await post(setAvailability, tokens.admin, body)).toBe('INVALID_REQUEST');
    });
  });
});

describe('names of nothing', () => {
  test.each(['palm-reading', 'constructor', 'soft-pin-2', '0'])('the factor type %s', async (unknown) => {
    await changingNothing(async () => {
      for (const [method, scope, request] of requests()) {
        if (request.factorType === undefined) continue;
        expect(await post(method, tokens[scope], { ...request, factorType: unknown })).toBe('UNKNOWN_FACTOR');
      }
    });
  });

  test.each(['__proto__', 'constructor', 'no-such-challenge'])('the challenge %s', async (unknown) => {
    await changingNothing(async () => {
      for (const [method, scope, request] of requests()) {
        if (request.challengeId === undefined) continue;
        expect(await post(method, tokens[scope], { ...request, challengeId: unknown })).toBe('CHALLENGE_NOT_FOUND');
      }
    });
  });

  test.each(['__proto__', 'soft-pin.__proto__', 'constructor.prototype', '.', 'soft-pin.'])(
    'the enrolment %s',
    async (unknown) => {
      await changingNothing(async () => {
        for (const [method, scope, request] of requests()) {
          if (request.enrollmentId === undefined) continue;
          expect(await post(method, tokens[scope], { ...request, enrollmentId: unknown })).toBe('ENROLLMENT_NOT_FOUND');
        }
      });
    },
  );
});

test('an expired challenge takes no answer, not even the right one', async () => {
  const dataDir = await freshDataDir();
  const cheap = createCheapKdf();
  let challenge: { readonly challengeId: string; readonly sessionId: string };
  {
    await using early = await startServerInProcess({ dataDir, exchange: (parts) => ({ ...parts, kdf: cheap }) });
    await enroll(early, ALICE, PIN);
    await using client = await connectAs(early, { scope: 'factor.verify' });
    challenge = { challengeId: (await beginFor(client, ALICE)).challengeId, sessionId: SESSION };
  }
  const ahead = clockAhead(125_000);
  await using late = await startServerInProcess({ dataDir, exchange: (parts) => ahead({ ...parts, kdf: cheap }) });
  await using client = await connectAs(late, { scope: 'factor.verify' });
  await expect.poll(() => countOutboxes(dataDir)).toBe(0);
  // That the time has come is stored before it is told; nothing else is.
  const state = () => {
    const { accounts = [], ...others } = dumpDatabase(dataDir);
    const documents = accounts.map(({ document }) => ({ ...JSON.parse(String(document)), writtenAt: 0, version: 0 }));
    return { documents, ...others };
  };
  const before = state();
  for (const pin of [PIN, WRONG, 'no digits']) {
    const answer = client.challenges.submitAnswer({ ...challenge, input: keyed(pin) });
    expect(await reasonOf(answer)).toBe('CHALLENGE_CLOSED');
  }
  expect(await client.challenges.get(challenge)).toMatchObject({ state: 'expired', final: true });
  expect(state()).toEqual(before);
  expect(await verify(client, ALICE, PIN)).toBe('verified');
});

test('a PIN of the last five is refused, and the one in use stays', async () => {
  const bob = 'bob';
  const pins = ['907152', '271828', '314159', '602214', '582047', '166053'] as const;
  const [oldest, ...lastFive] = pins;
  for (const pin of pins) expect(await enroll(server, bob, pin)).toMatchObject({ state: 'completed' });
  const credential = () => {
    const row = dumpDatabase(server.dataDir).accounts?.find((account) => account.subject === bob);
    const { credential: current, history, attempts, generation } = JSON.parse(String(row?.document));
    return { current, history, attempts, generation };
  };
  const before = credential();
  await using self = await connectAs(server, { scope: 'factor.enroll', subject: bob });
  const { enrollment } = await self.enrollments.begin({ factorType });
  const refused = { enrollmentId: enrollment.enrollmentId, rejections: [{ rule: 'history' }] };
  for (const [i, pin] of lastFive.entries()) {
    const input = keyed(pin);
    const answer = self.enrollments.submitInput({ enrollmentId: enrollment.enrollmentId, input, confirmation: input });
    // Five inputs, then it is over: whoever has the login cannot try PINs against the history for long.
    expect(await answer).toMatchObject({ ...refused, state: i < 4 ? 'awaiting-input' : 'failed' });
  }
  expect(credential()).toEqual(before);
  expect(await agent.factors.getSubjectStatus({ subject: { tenantId: TENANT, subjectId: bob } })).toMatchObject([
    { state: 'active', credentialRevision: 6 },
  ]);
  expect(await verify(agent, bob, lastFive.at(-1) ?? '')).toBe('verified');
  expect(await enroll(server, bob, oldest)).toMatchObject({ state: 'completed' });
  expect(await verify(agent, bob, oldest)).toBe('verified');
});
