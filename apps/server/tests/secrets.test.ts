import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { AuthFactorAdminService, AuthFactorService, EnrollmentService } from '@authfactor/proto';
import { expect, test } from 'vitest';
import { scan } from './authenticator.ts';
import { CANARIES } from './canaries.ts';
import {
  answerWith,
  type CanaryCaller,
  connectCanaries,
  enrollWith,
  liveWithCanaries,
  malformWithCanaries,
  said,
  typed,
} from './canary-calls.ts';
import { liveWithCodes } from './canary-codes.ts';
import { createCheapKdf } from './cheap-kdf.ts';
import { LEAKY_STAGES } from './leaky-factor.ts';
import { startServer, startServerInProcess } from './running-server.ts';
import { createScanner, linesOf, mentions, readStored, TRACED, TRACING } from './scan-server.ts';

const EVERY_RPC = [AuthFactorService, EnrollmentService, AuthFactorAdminService].flatMap((service) =>
  service.methods.map(({ name }) => `${service.typeName}/${name}`),
);

/** Eight digits: no time of day and no port looks like them. */
const CODES = { AUTHFACTOR_FACTORS: 'soft-pin,totp', AUTHFACTOR_TOTP_DIGITS: '8', AUTHFACTOR_TOTP_PERIOD: '60s' };

test('no secret in logs, errors or files, on success, on failure and in what is no request', async () => {
  await using server = await startServer({ env: TRACED });
  using caller = await connectCanaries(server, 'canary');
  await liveWithCanaries(caller, 'canary');
  await malformWithCanaries(caller, 'canary');

  // Every RPC was there, as it should be and as it should not, and was logged.
  const calls = linesOf(server, 'rpc');
  const withCode = (code: string) => new Set(calls.filter((line) => line.code === code).map(({ method }) => method));
  for (const code of ['ok', 'invalid_argument', 'unauthenticated', 'permission_denied']) {
    expect([...withCode(code)], code).toEqual(expect.arrayContaining(EVERY_RPC));
  }
  expect([...new Set(calls.map(({ reason }) => reason))]).toEqual(
    expect.arrayContaining([
      'CHALLENGE_CLOSED',
      'DEADLINE_EXCEEDED',
      'ENROLLMENT_DISABLED',
      'NOT_ENROLLED',
      'SUBJECT_DISABLED',
      'SUBJECT_LOCKED',
    ]),
  );
  for (const field of ['text', 'transcript', 'assertion']) {
    expect(mentions(server.logs(), `"${field}":"[secret]"`), field).toBe(true);
  }
  expect(mentions(server.logs(), 'HTTP2')).toBe(true);

  const scanner = await createScanner(server.dataDir, [caller]);
  // Three tokens, and assertions.
  expect(caller.secrets.size).toBeGreaterThan(6);
  const heard = caller.heard.join('\n');
  expect(mentions(heard, 'authfactor.dev')).toBe(true);
  expect(scanner.find(heard)).toEqual([]);
  expect(await server.stop()).toBe(0);
  expect(scanner.find(server.logs())).toEqual([]);
  expect(scanner.find(await readStored(server.dataDir))).toEqual([]);
}, 120_000);

test('no secret where stores and factors throw errors that hold it; what prints it is found', async () => {
  await using server = await startServer({
    env: { ...TRACED, ...CODES },
    program: new URL('children/faulty-server.ts', import.meta.url),
  });
  const { right, wrong, spoken } = CANARIES;
  const callers = new Map<string, CanaryCaller>();
  const callerOf = async (subject: string): Promise<CanaryCaller> => {
    const caller = callers.get(subject) ?? (await connectCanaries(server, subject));
    callers.set(subject, caller);
    return caller;
  };

  for (const stage of LEAKY_STAGES.filter((candidate) => candidate !== 'control')) {
    const caller = await callerOf('leaked');
    const factorType = `leaky-${stage}`;
    await enrollWith(caller, [[typed(wrong)], [typed(right)]], factorType);
    await answerWith(caller, 'leaked', [typed(wrong), said(spoken), typed(right)], { factorType });
  }
  for (const subject of ['store-unavailable', 'store-defect', 'store-damaged', 'log-defect']) {
    const caller = await callerOf(subject);
    await enrollWith(caller, [[typed(right), typed(right)]]);
    await answerWith(caller, subject, [typed(right)]);
  }
  const codes = new Set<string>();
  for (const subject of ['store-defect', 'store-damaged']) {
    for (const code of (await liveWithCodes(await callerOf(subject), subject)).codes) codes.add(code);
  }
  for (const subject of ['store-unavailable-enrolling', 'store-defect-enrolling']) {
    await enrollWith(await callerOf(subject), [[typed(right), typed(right)]]);
  }

  const reasons = new Set(linesOf(server, 'rpc').map(({ reason }) => reason));
  expect([...reasons]).toEqual(expect.arrayContaining(['INTERNAL', 'DEPENDENCY_UNAVAILABLE', 'CREDENTIAL_DAMAGED']));
  const faults = linesOf(server, 'a call failed').map(({ method }) => String(method).replace(/^.*\//, ''));
  expect(faults).toEqual(expect.arrayContaining(['SubmitEnrollmentInput', 'SubmitAnswer', 'GetChallenge']));
  await expect.poll(() => linesOf(server, 'a factor or work in the background failed').length).toBeGreaterThan(0);

  const scanner = await createScanner(server.dataDir, [...callers.values()]);
  for (const code of codes) scanner.addPin('a code', code);
  expect(scanner.find([...callers.values()].flatMap(({ heard }) => heard).join('\n'))).toEqual([]);
  expect(scanner.find(server.logs())).toEqual([]);

  // The control: a factor that prints its answers is caught, by the same scanner over the same logs.
  const careless = await callerOf('control');
  await enrollWith(careless, [[typed(right)]], 'leaky-control');
  await answerWith(careless, 'control', [said(spoken)], { factorType: 'leaky-control' });
  await expect
    .poll(() => scanner.find(server.logs()))
    .toEqual(expect.arrayContaining(['right (digits)', 'spoken (words)']));
  for (const caller of callers.values()) caller[Symbol.dispose]();
  expect(await server.stop()).toBe(0);
  expect(scanner.find(await readStored(server.dataDir))).toEqual([]);
}, 120_000);

test('no secret in what the client and its gRPC library trace, nor in its errors', async () => {
  await using server = await startServerInProcess({
    env: CODES,
    exchange: (parts) => ({ ...parts, kdf: createCheapKdf() }),
  });
  using caller = await connectCanaries(server, 'traced');
  const program = fileURLToPath(new URL('children/traced-client.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@authfactor/source', program], {
    env: {
      PATH: process.env.PATH,
      ...TRACING,
      CLIENT_URL: server.grpcUrl,
      USER_TOKEN: caller.tokens.enroll,
      AGENT_TOKEN: caller.tokens.verify,
      SUBJECT: 'traced',
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  // The test alone is told the seed, by a way of its own.
  child.once('message', (uri) => caller.uris.add(String(uri)));
  const streams = [child.stdout, child.stderr].map((stream) => text(stream ?? Readable.from([])));
  const printed = (await Promise.all(streams)).join('\n');
  expect(/The last answer was .*/.exec(printed)?.[0], printed.slice(-2_000)).toBe('The last answer was verified');
  for (const fragment of [
    'subchannel',
    'CHALLENGE_CLOSED',
    'INVALID_REQUEST',
    'PERMISSION_DENIED',
    'UNAUTHENTICATED',
    'The code was verified',
    'The code was code-reused',
  ]) {
    expect(mentions(printed, fragment), fragment).toBe(true);
  }
  expect(caller.uris.size).toBe(1);
  const scanner = await createScanner(server.dataDir, [caller]);
  for (const app of [...caller.uris].map(scan)) {
    for (const steps of [-2, -1, 0, 1, 2]) scanner.addPin('a code', app.codeAt(Date.now(), steps));
  }
  expect(scanner.find(printed)).toEqual([]);
  expect(scanner.find(server.logs())).toEqual([]);
});
