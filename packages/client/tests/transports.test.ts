import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { Channel, SubmitAnswerResponse_Outcome as Outcome, Challenge_State as State } from '@authfactor/proto';
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from '@authfactor/proto/google-rpc';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError } from '@connectrpc/connect';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectGrpcTransport, connectTransport, grpcWebTransport } from '../src/connect.ts';
import { grpcTransport } from '../src/grpc.ts';
import { type AuthFactorClient, createAuthFactorClient } from '../src/index.ts';
import { type ScriptedServer, startScriptedServer } from './scripted-server.ts';

const PIN = '907152';
const SENTENCE = 'Soft PIN: 100% "refused" – gehört dazu';

let server: ScriptedServer;
/** Each submitted answer's request id and token; the next refusals of submitAnswer. */
let submitted: { readonly requestId: string; readonly token: string | null }[] = [];
let refusals: ConnectError[] = [];
let aborted = Promise.withResolvers<void>();

beforeAll(async () => {
  server = await startScriptedServer({
    beginChallenge: (request) => ({
      challenge: {
        challengeId: 'c-1',
        factorType: request.factorType,
        state: State.AWAITING_INPUT,
        expiresAt: timestampFromDate(new Date('2026-03-01T12:02:00Z')),
        attemptsRemaining: request.offeredChannels.includes(Channel.KEYPAD) ? 3 : 0,
        prompt: { promptId: 'soft-pin.first', text: 'Please enter your PIN.', languageCode: 'en' },
      },
    }),
    submitAnswer: (request, { requestHeader }) => {
      submitted.push({ requestId: request.requestId, token: requestHeader.get('authorization') });
      const refusal = refusals.shift();
      if (refusal !== undefined) throw refusal;
      return { outcome: Outcome.MISMATCHED, challenge: { state: State.AWAITING_INPUT, attemptsRemaining: 2 } };
    },
    getChallenge: async (_, { signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      aborted.resolve();
      return {};
    },
  });
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => {
  submitted = [];
  refusals = [];
  aborted = Promise.withResolvers();
});

const transports = [
  ['grpc-js', grpcTransport(), 'grpcUrl'],
  ['connect, gRPC', connectGrpcTransport(), 'grpcUrl'],
  ['connect, Connect', connectTransport(), 'httpUrl'],
  ['connect, gRPC-Web', grpcWebTransport(), 'httpUrl'],
] as const;

describe.each(transports)('%s', (_, transport, address) => {
  let client: AuthFactorClient;
  beforeAll(() => {
    client = createAuthFactorClient({ url: server[address], token: () => 'canary-token', transport });
  });
  afterAll(() => client[Symbol.asyncDispose]());

  const submit = () =>
    client.challenges.submitAnswer({
      challengeId: 'c-1',
      sessionId: 's',
      input: { kind: 'typed', text: PIN, channel: 'keypad' },
    });

  test('a call carries the request, and its answer comes back typed', async () => {
    const challenge = await client.challenges.begin({
      subject: { tenantId: 'default', subjectId: 'alice' },
      factorType: 'soft-pin',
      sessionId: 's',
      offeredChannels: ['keypad'],
    });
    expect(challenge).toMatchObject({
      challengeId: 'c-1',
      state: 'awaiting-input',
      final: false,
      attemptsRemaining: 3,
      expiresAt: new Date('2026-03-01T12:02:00Z'),
      prompt: { text: 'Please enter your PIN.' },
    });
  });

  test('each call has a request id of its own and the token', async () => {
    expect(await submit()).toMatchObject({ outcome: 'mismatched', attemptsRemaining: 2 });
    await submit();
    expect(submitted.map(({ token }) => token)).toEqual(['Bearer canary-token', 'Bearer canary-token']);
    expect(new Set(submitted.map(({ requestId }) => requestId)).size).toBe(2);
    for (const { requestId } of submitted) expect(requestId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/);
  });

  test('an overloaded server is asked again with the same request id', async () => {
    const overloaded = () =>
      new ConnectError('Overloaded', Code.ResourceExhausted, undefined, [
        { desc: ErrorInfoSchema, value: { reason: 'OVERLOADED', domain: 'authfactor.dev' } },
        { desc: RetryInfoSchema, value: { retryDelay: { nanos: 1_000_000 } } },
      ]);
    refusals = [overloaded(), overloaded()];
    expect(await submit()).toMatchObject({ outcome: 'mismatched' });
    expect(submitted).toHaveLength(3);
    expect(new Set(submitted.map(({ requestId }) => requestId)).size).toBe(1);
  });

  test('an error carries its reason and every detail, and no secret', async () => {
    refusals = [
      new ConnectError(SENTENCE, Code.FailedPrecondition, undefined, [
        {
          desc: ErrorInfoSchema,
          value: {
            reason: 'SUBJECT_LOCKED',
            domain: 'authfactor.dev',
            metadata: { locked_until: '2026-03-01T12:01:00.500Z' },
          },
        },
        { desc: RetryInfoSchema, value: { retryDelay: { seconds: 2n, nanos: 500_000_000 } } },
        {
          desc: BadRequestSchema,
          value: { fieldViolations: [{ field: 'subject.tenant_id', description: 'is too long' }] },
        },
      ]),
    ];
    const error: unknown = await submit().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'AuthFactorError',
      message: SENTENCE,
      reason: 'SUBJECT_LOCKED',
      code: 'FAILED_PRECONDITION',
      retryAfter: 2_500,
      lockedUntil: new Date('2026-03-01T12:01:00.500Z'),
      violations: [{ field: 'subject.tenant_id', description: 'is too long' }],
      requestId: submitted[0]?.requestId,
    });
    expect(submitted).toHaveLength(1);
    const shown = inspect(error, { depth: 30, showHidden: true });
    expect(shown).not.toContain(PIN);
    expect(shown).not.toContain('canary-token');
  });

  test('an error of another domain has no reason of ours', async () => {
    refusals = [
      new ConnectError('no', Code.PermissionDenied, undefined, [
        { desc: ErrorInfoSchema, value: { reason: 'SUBJECT_LOCKED', domain: 'proxy.example' } },
      ]),
    ];
    await expect(submit()).rejects.toMatchObject({ reason: 'UNKNOWN', code: 'PERMISSION_DENIED' });
  });

  test('the deadline ends a call', async () => {
    const get = client.challenges.get({ challengeId: 'c-1', sessionId: 's' }, { deadlineMs: 50 });
    await expect(get).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });

  test('a signal ends a call, at the server too', async () => {
    const controller = new AbortController();
    const reason = new Error('the line was cut');
    const get = client.challenges.get({ challengeId: 'c-1', sessionId: 's' }, { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 50);
    await expect(get).rejects.toBe(reason);
    await aborted.promise;
  });

  test('a server that is not there is unavailable, and so is one that hangs up', async () => {
    const door = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
    const other = createAuthFactorClient({ url, token: 't', transport });
    const get = () => other.challenges.get({ challengeId: 'c', sessionId: 's' });
    await expect(get()).rejects.toMatchObject({ reason: 'UNKNOWN', code: 'UNAVAILABLE' });
    await new Promise((resolve) => door.close(resolve));
    await expect(get()).rejects.toMatchObject({ reason: 'UNKNOWN', code: 'UNAVAILABLE' });
    await other[Symbol.asyncDispose]();
  });
});

test.each(['ftp://127.0.0.1', '127.0.0.1:50051', 'http://127.0.0.1/path', 'http://me:secret@127.0.0.1'])(
  '%s is no url of a server',
  (url) => {
    expect(() => createAuthFactorClient({ url, token: 't', transport: grpcTransport() })).toThrow(/http:\/\/host:port/);
  },
);
