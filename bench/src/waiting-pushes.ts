import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type AuthFactorClient, type Challenge, createAuthFactorClient, TransportFailure } from '@authfactor/client';
import { connectGrpcTransport } from '@authfactor/client/connect';
import { type FakeOkta, startFakeOkta } from '@authfactor/okta-push/fake-okta';
import type { ProcessMeasure } from './measure-process.ts';
import { makeFolder, type SpawnedServer, spawnServer } from './spawn-server.ts';

export interface WaitingPushes {
  readonly pushes: number;
  /** Looks at the process while all of them wait, evenly spread. */
  readonly looks: number;
  readonly lookMs: number;
}

/** The server's process, and what it has open. */
export interface Look extends ProcessMeasure {
  readonly toOkta: number;
  /** Soft PINs verified since the look before. */
  readonly verified: number;
}

export interface WaitingReport {
  readonly before: Look;
  readonly waiting: readonly Look[];
  readonly after: Look;
  readonly clients: number;
  /** Of the pushes, how many were verified in the end. */
  readonly verified: number;
  /** Calls to Okta while all waited, a second. */
  readonly pollsPerSecond: number;
}

const PIN = '907152';
const PIN_SUBJECT = 'pin-user';
const BEGUN_AT_ONCE = 8;
/** Below what the server lets one connection have under way. */
const WAITING_PER_CLIENT = 200;
const WAIT_MS = 60_000;
const MEASURE_POLL_MS = 5;
const UNLIMITED = 1_000_000;

/** Begins so many pushes, waits for all of them by long polls, and looks at the server meanwhile; then approves them. */
export async function measureWaitingPushes({ pushes, looks, lookMs }: WaitingPushes): Promise<WaitingReport> {
  const limits = { 'find-user': UNLIMITED, 'read-user': UNLIMITED, 'list-factors': UNLIMITED };
  await using okta = await startFakeOkta({ limits: { ...limits, verify: UNLIMITED, poll: UNLIMITED } });
  const folder = await makeFolder();
  const measureFile = join(folder, 'measures.jsonl');
  await using server = await spawnServer({
    preload: new URL('measure-process.ts', import.meta.url),
    env: { MEASURE_FILE: measureFile, AUTHFACTOR_KDF_SLOTS: '1', ...(await oktaSettings(okta, folder)) },
  });
  const token = await server.token(['--scope', 'factor.verify']);
  await enrollPin(server);

  const connect = (): AuthFactorClient =>
    createAuthFactorClient({ url: server.grpcUrl, token, transport: connectGrpcTransport(), deadlineMs: WAIT_MS });
  await using connections = new AsyncDisposableStack();
  const clients = Array.from({ length: Math.ceil(pushes / WAITING_PER_CLIENT) }, () => connections.use(connect()));
  const clientOf = (i: number): AuthFactorClient => clients[i % clients.length] ?? connections.use(connect());

  // What is only made once, is there from now on.
  await verifyPin(clientOf(0));
  await waitFor(clientOf(0), await begin(okta, clientOf(0), 'first'), okta);
  const measure = createMeasure(server, measureFile, okta);
  const before = await measure(0);

  const challenges = await beginAll(okta, clientOf, pushes);
  const long = challenges.map((challenge, i) => untilEnded(clientOf(i), challenge));
  const polls = () => okta.counts().requests.poll;
  const [startedAt, polledBefore] = [performance.now(), polls()];
  const waiting: Look[] = [];
  for (let i = 0; i < looks; i++) {
    const [verified] = await Promise.all([verifyWhile(clientOf(0), lookMs), setTimeout(lookMs)]);
    waiting.push(await measure(verified));
  }
  const pollsPerSecond = (polls() - polledBefore) / ((performance.now() - startedAt) / 1_000);

  for (const { id } of okta.pushes.pending()) okta.pushes.approve(id);
  const ended = await Promise.all(long);
  const after = await measure(0);
  const verified = ended.filter(({ state }) => state === 'verified').length;
  return { before, waiting, after, clients: clients.length, verified, pollsPerSecond };
}

async function oktaSettings(okta: FakeOkta, folder: string): Promise<Record<string, string>> {
  await mkdir(folder, { recursive: true });
  const [caFile, keyFile] = [join(folder, 'ca.pem'), join(folder, 'okta.jwk')];
  const { clientId, keyId, privateKey } = okta.client;
  await writeFile(caFile, okta.ca);
  await writeFile(keyFile, JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: keyId }), { mode: 0o600 });
  return {
    NODE_EXTRA_CA_CERTS: caFile,
    AUTHFACTOR_FACTORS: 'soft-pin,okta-push',
    AUTHFACTOR_OKTA_ORG_URL: okta.url,
    AUTHFACTOR_OKTA_CLIENT_ID: clientId,
    AUTHFACTOR_OKTA_PRIVATE_KEY_FILE: keyFile,
  };
}

async function enrollPin(server: SpawnedServer): Promise<void> {
  const token = await server.token(['--scope', 'factor.enroll', '--subject', PIN_SUBJECT, '--auth-time', 'now']);
  await using user = createAuthFactorClient({ url: server.grpcUrl, token, transport: connectGrpcTransport() });
  const { enrollment } = await user.enrollments.begin({ factorType: 'soft-pin' });
  const input = { kind: 'typed', channel: 'text', text: PIN } as const;
  await user.enrollments.submitInput({ enrollmentId: enrollment.enrollmentId, input, confirmation: input });
}

async function verifyPin(client: AuthFactorClient): Promise<void> {
  const subject = { tenantId: 'default', subjectId: PIN_SUBJECT };
  const sessionId = 'pin';
  const { challengeId } = await client.challenges.begin({ subject, factorType: 'soft-pin', sessionId });
  const input = { kind: 'typed', channel: 'text', text: PIN } as const;
  const { outcome } = await client.challenges.submitAnswer({ challengeId, sessionId, input });
  if (outcome !== 'verified') throw new Error(`The PIN was ${outcome}`);
}

/** Verifies one PIN after the other; gives how many. */
async function verifyWhile(client: AuthFactorClient, ms: number): Promise<number> {
  const until = performance.now() + ms;
  let verified = 0;
  while (performance.now() < until) {
    await verifyPin(client);
    verified += 1;
  }
  return verified;
}

const sessionOf = (login: string): string => `call of ${login}`;

interface Begun {
  readonly challengeId: string;
  readonly sessionId: string;
}

async function begin(okta: FakeOkta, client: AuthFactorClient, login: string): Promise<Begun> {
  okta.addUser({ login });
  const subject = { tenantId: 'default', subjectId: login };
  const sessionId = sessionOf(login);
  const { challengeId } = await client.challenges.begin({ subject, factorType: 'okta-push', sessionId });
  return { challengeId, sessionId };
}

async function beginAll(
  okta: FakeOkta,
  clientOf: (i: number) => AuthFactorClient,
  count: number,
): Promise<readonly Begun[]> {
  const begun: Begun[] = [];
  const numbers = Array.from({ length: count }, (_, i) => i).values();
  await Promise.all(
    Array.from({ length: BEGUN_AT_ONCE }, async () => {
      for (const i of numbers) begun.push(await begin(okta, clientOf(i), `user-${i}`));
    }),
  );
  return begun;
}

async function waitFor(client: AuthFactorClient, challenge: Begun, okta: FakeOkta): Promise<void> {
  for (const { id } of okta.pushes.pending()) okta.pushes.approve(id);
  await untilEnded(client, challenge);
}

/** Long polls, one after the other, until the challenge has ended. */
async function untilEnded(client: AuthFactorClient, challenge: Begun): Promise<Challenge> {
  for (;;) {
    try {
      const seen = await client.challenges.get({ ...challenge, waitMs: WAIT_MS });
      if (seen.final) return seen;
    } catch (error) {
      if (!(error instanceof TransportFailure)) throw error;
    }
  }
}

function createMeasure(server: SpawnedServer, file: string, okta: FakeOkta): (verified: number) => Promise<Look> {
  let taken = 0;
  const lines = async () => (await readFile(file, 'utf8').catch(() => '')).split('\n').slice(0, -1);
  return async (verified) => {
    server.signal('SIGUSR2');
    for (;;) {
      const line = (await lines())[taken];
      if (line === undefined) {
        await setTimeout(MEASURE_POLL_MS);
        continue;
      }
      taken += 1;
      const measured: ProcessMeasure = JSON.parse(line);
      return { ...measured, toOkta: okta.counts().openSockets, verified };
    }
  };
}
