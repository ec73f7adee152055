import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createAssertionVerifier } from '@authfactor/client/verify';
import { AuthFactorService, Channel, EnrollmentService } from '@authfactor/proto';
import { createClient, type Transport } from '@connectrpc/connect';
import { createConnectTransport, createGrpcTransport } from '@connectrpc/connect-node';
import { credentials, loadPackageDefinition, Metadata, type ServiceError } from '@grpc/grpc-js';
import { load } from '@grpc/proto-loader';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enroll } from './actors.ts';
import { verifyCaller } from './readme-example.ts';
import { type ServerProcess, startServer } from './running-server.ts';

const PIN = '907152';
const PROTO = new URL('../../../proto/', import.meta.url);

let server: ServerProcess;
let agentToken: string;

beforeAll(async () => {
  server = await startServer();
  agentToken = await server.token({ scopes: ['factor.verify'], client: 'agent' });
});
afterAll(async () => {
  expect(await server.stop(), server.logs()).toBe(0);
});

/** One call with somebody else's client: JSON of the contract in, JSON out. */
type CallJson = (method: string, token: string, request: object) => Promise<unknown>;

/** Enrols, begins, answers wrongly, then rightly, and checks the assertion. */
async function enrollAndVerify(call: CallJson, subjectId: string): Promise<void> {
  const userToken = await server.token({ scopes: ['factor.enroll'], subject: subjectId });
  const input = { typed: { text: PIN, channel: 'CHANNEL_KEYPAD' } };
  const begun = await call('EnrollmentService/BeginEnrollment', userToken, {
    requestId: randomUUID(),
    factorType: 'soft-pin',
  });
  const enrollmentId = pick(begun, 'enrollment', 'enrollmentId');
  const enrolled = await call('EnrollmentService/SubmitEnrollmentInput', userToken, {
    requestId: randomUUID(),
    enrollmentId,
    input,
    confirmation: input,
  });
  expect(enrolled).toMatchObject({ enrollment: { state: 'STATE_COMPLETED' } });

  const sessionId = `call of ${subjectId}`;
  const challenge = await call('AuthFactorService/BeginChallenge', agentToken, {
    requestId: randomUUID(),
    subject: { tenantId: 'default', subjectId },
    factorType: 'soft-pin',
    sessionId,
  });
  const challengeId = pick(challenge, 'challenge', 'challengeId');
  const submit = (text: string) =>
    call('AuthFactorService/SubmitAnswer', agentToken, {
      requestId: randomUUID(),
      challengeId,
      sessionId,
      input: { typed: { text, channel: 'CHANNEL_KEYPAD' } },
    });
  expect(await submit('907153')).toMatchObject({ outcome: 'OUTCOME_MISMATCHED', challenge: { attemptsRemaining: 2 } });
  const verified = await submit(PIN);
  expect(verified).toMatchObject({ outcome: 'OUTCOME_VERIFIED' });
  await checkAssertion(pick(verified, 'challenge', 'verification', 'assertion'), subjectId, sessionId);
}

async function checkAssertion(assertion: string, subject: string, session: string): Promise<void> {
  const verifier = createAssertionVerifier({
    jwks: new URL('/.well-known/jwks.json', server.httpUrl),
    issuer: 'authfactor',
    audience: 'agent',
  });
  expect(await verifier.verify(assertion, { subject, session })).toMatchObject({ factor: 'soft-pin' });
}

/** The text at a path of some JSON. */
function pick(json: unknown, ...path: readonly string[]): string {
  const [name, ...rest] = path;
  if (name === undefined) return typeof json === 'string' ? json : '';
  return typeof json === 'object' && json !== null ? pick(Reflect.get(json, name), ...rest) : '';
}

/** Runs `buf` with the given arguments; gives what it printed. Rejects with its complaint. */
async function buf(args: readonly string[], input = ''): Promise<string> {
  const program = createRequire(new URL('package.json', PROTO)).resolve('@bufbuild/buf/bin/buf');
  const child = spawn(process.execPath, [program, ...args], { cwd: fileURLToPath(PROTO) });
  child.stdin.end(input);
  const ended = new Promise((resolve) => child.once('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if ((await ended) !== 0) throw new Error(err);
  return out;
}

test('buf curl, with reflection', async () => {
  const curl: CallJson = async (method, token, request) =>
    JSON.parse(
      await buf(
        [
          'curl',
          '--reflect',
          '--protocol=grpc',
          '--http2-prior-knowledge',
          `--header=authorization: Bearer ${token}`,
          '--data=@-',
          `${server.grpcUrl}/authfactor.v1.${method}`,
        ],
        JSON.stringify(request),
      ),
    );
  await enrollAndVerify(curl, 'alice of buf');
});

/** A method of a client that grpc-js makes of the .proto files. */
type LoadedCall = (
  request: object,
  metadata: Metadata,
  callback: (error: ServiceError | null, answer?: unknown) => void,
) => void;

test('grpc-js, from the .proto files', async () => {
  const includeDirs = [fileURLToPath(PROTO), fileURLToPath(new URL('vendor', PROTO))];
  const files = ['auth_factor_service', 'enrollment_service'].map((name) => `authfactor/v1/${name}.proto`);
  const definition = loadPackageDefinition(await load(files, { includeDirs, enums: String, longs: String }));
  const clients = new Map(
    ['AuthFactorService', 'EnrollmentService'].map((name) => {
      const Service = Reflect.get(Object(Reflect.get(Object(definition.authfactor), 'v1')), name);
      return [name, new Service(new URL(server.grpcUrl).host, credentials.createInsecure())];
    }),
  );
  const call: CallJson = (method, token, request) => {
    const [service = '', name = ''] = method.split('/');
    const client = clients.get(service);
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${token}`);
    const run: LoadedCall = client[name].bind(client);
    return new Promise((resolve, reject) => {
      run(request, metadata, (error, answer) => (error === null ? resolve(answer) : reject(error)));
    });
  };
  await enrollAndVerify(call, 'alice of grpc-js');
  for (const client of clients.values()) client.close();
});

test.each([
  ['gRPC', () => createGrpcTransport({ baseUrl: server.grpcUrl })],
  ['Connect', () => createConnectTransport({ baseUrl: server.httpUrl, httpVersion: '1.1' })],
] as const)("connect's own client, over %s", async (protocol, connect) => {
  const transport: Transport = connect();
  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
  const subjectId = `alice of ${protocol}`;
  const user = bearer(await server.token({ scopes: ['factor.enroll'], subject: subjectId }));
  const agent = bearer(agentToken);
  const keyed = { value: { case: 'typed', value: { text: PIN, channel: Channel.KEYPAD } } } as const;

  const enrollments = createClient(EnrollmentService, transport);
  const { enrollment } = await enrollments.beginEnrollment({ requestId: randomUUID(), factorType: 'soft-pin' }, user);
  await enrollments.submitEnrollmentInput(
    {
      requestId: randomUUID(),
      enrollmentId: enrollment?.enrollmentId ?? '',
      input: keyed,
      confirmation: keyed,
    },
    user,
  );

  const factors = createClient(AuthFactorService, transport);
  const sessionId = `call of ${protocol}`;
  const subject = { tenantId: 'default', subjectId };
  const begun = await factors.beginChallenge(
    { requestId: randomUUID(), subject, factorType: 'soft-pin', sessionId },
    agent,
  );
  const challengeId = begun.challenge?.challengeId ?? '';
  const answer = await factors.submitAnswer({ requestId: randomUUID(), challengeId, sessionId, input: keyed }, agent);
  await checkAssertion(answer.challenge?.verification?.assertion ?? '', subjectId, sessionId);
});

test('the example of the README, as it stands there', async () => {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');
  const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
  expect(blocks).toEqual([await readFile(new URL('readme-example.ts', import.meta.url), 'utf8')]);

  await enroll(server, 'alice of the README', PIN);
  const agent = { url: server.grpcUrl, token: agentToken };
  const asked: string[] = [];
  const callOf = (sessionId: string, answers: string[]) => ({
    sessionId,
    say: async () => undefined,
    ask: async (text: string) => {
      asked.push(text);
      return answers.shift() ?? '907153';
    },
    hungUp: new AbortController().signal,
  });
  const call = callOf('call-1', ['no idea', '907153', PIN]);
  const assertion = await verifyCaller(agent, 'soft-pin', 'alice of the README', call);
  await checkAssertion(assertion ?? '', 'alice of the README', 'call-1');
  expect(asked).toHaveLength(3);
  expect(asked.every((prompt) => prompt.length > 0)).toBe(true);
  const stranger = verifyCaller(agent, 'soft-pin', 'alice of the README', callOf('call-2', []));
  expect(await stranger).toBeUndefined();
});

test('the command line of the README, with the buf of this repository', async () => {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');
  const [, line = ''] = /@bufbuild\/buf@\S+ (curl [\s\S]*?)```/.exec(readme) ?? [];
  const words = [...line.replaceAll('\\\n', ' ').matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? '',
  );
  expect(words).toContain('http://127.0.0.1:50051/authfactor.v1.AuthFactorService/ListFactors');
  const args = words.map((word) =>
    word.replace('http://127.0.0.1:50051', server.grpcUrl).replace('$TOKEN', agentToken),
  );
  expect(JSON.parse(await buf(args))).toMatchObject({ factors: [{ factorType: 'soft-pin' }] });
});
