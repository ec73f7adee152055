import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { FakeOkta, Fault } from '@authfactor/okta-push/fake-okta';
import { AuthFactorService } from '@authfactor/proto';
import { expect, test } from 'vitest';
import { SESSION, TENANT } from './actors.ts';
import { type CanaryCaller, connectCanaries } from './canary-calls.ts';
import type { RecordedFetch } from './children/record-fetch.ts';
import { startFakeOktaForServer } from './fake-okta.ts';
import { freshDataDir, startServer } from './running-server.ts';
import { createScanner, linesOf, mentions, readStored, TRACED } from './scan-server.ts';

/** No number has a zero in front; in a time it stands behind a dot, in a random id among letters, digits, `-` and `_`. */
const MATCH_CODE = '073';
const MATCH_CODE_PATTERN = /(?<![\w.-])073(?![\w-])/;
const TELL_THE_NUMBER: Fault = {
  operation: 'verify',
  kind: 'change',
  body: { _embedded: { challenge: { type: 'object', correctAnswer: MATCH_CODE } } },
};

const { beginChallenge, getChallenge, cancelChallenge } = AuthFactorService.method;

/** Begins a challenge; gives what names it. */
async function push(caller: CanaryCaller, subjectId: string) {
  const begun = await caller.call('verify', beginChallenge, {
    requestId: randomUUID(),
    subject: { tenantId: TENANT, subjectId },
    factorType: 'okta-push',
    sessionId: SESSION,
    purpose: 'wire-transfer',
  });
  return { challengeId: begun?.challenge?.challengeId ?? 'none', sessionId: SESSION };
}

/** The device of a user answers; then the agent asks. */
async function decide(okta: FakeOkta, caller: CanaryCaller, login: string, result: string): Promise<void> {
  const challenge = await push(caller, login);
  const waiting = okta.pushes.pending().find((candidate) => candidate.login === login);
  okta.pushes.end(waiting?.id ?? '', result);
  await caller.call('verify', getChallenge, challenge);
}

/** Each of these goes wrong for one challenge. */
const FAULTS: readonly Fault[] = [
  { operation: 'token', kind: 'malformed' },
  { operation: 'token', kind: 'status', status: 401, takes: true },
  { operation: 'find-user', kind: 'status', status: 401 },
  { operation: 'read-user', kind: 'malformed' },
  { operation: 'list-factors', kind: 'rate-limit', retryAfterSeconds: 1 },
  { operation: 'verify', kind: 'status', status: 500, takes: true },
  { operation: 'verify', kind: 'close', takes: true },
  { operation: 'verify', kind: 'malformed' },
  { operation: 'verify', kind: 'status', status: 403 },
];

async function recordedIn(file: string): Promise<readonly RecordedFetch[]> {
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  return lines.map((line): RecordedFetch => JSON.parse(line));
}

const found = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, value = '']) => value);

test('no OAuth token, assertion, proof, key or match code in logs, errors or files', async () => {
  await using fake = await startFakeOktaForServer();
  const { okta } = fake;
  const file = join(await freshDataDir(), 'fetched.jsonl');
  const preload = [new URL('children/record-fetch.ts', import.meta.url)];
  await using server = await startServer({ env: { ...TRACED, ...fake.env, RECORD_FETCH_FILE: file }, preload });
  using caller = await connectCanaries(server, 'canary');

  await push(caller, 'nobody');
  await push(caller, 'thrown');
  okta.inject({ ...TELL_THE_NUMBER, times: 4 });
  for (const [at, result] of ['SUCCESS', 'REJECTED', 'TIMEOUT', 'ERROR'].entries()) {
    okta.addUser({ login: `user-${at}` });
    await decide(okta, caller, `user-${at}`, result);
  }
  okta.addUser({ login: 'canceled' });
  await caller.call('verify', cancelChallenge, await push(caller, 'canceled'));
  for (const [at, fault] of FAULTS.entries()) {
    okta.clearFaults();
    okta.inject(fault);
    if (fault.operation === 'token') okta.expireTokens();
    okta.addUser({ login: `fault-${at}` });
    await caller.call('verify', getChallenge, await push(caller, `fault-${at}`));
    // What it learnt of these, it keeps to for a second.
    if (fault.operation === 'token' || fault.kind === 'rate-limit') await setTimeout(1_050);
  }
  // Okta's word about a push is broken, and the call with it.
  okta.clearFaults();
  okta.addUser({ login: 'late' });
  const late = await push(caller, 'late');
  okta.inject({ operation: 'poll', kind: 'malformed' });
  await caller.call('verify', getChallenge, late);

  const heard = caller.heard.join('\n');
  for (const state of ['VERIFIED', 'DENIED', 'EXPIRED', 'FAILED', 'CANCELED']) {
    expect(mentions(heard, `_${state}"`), state).toBe(true);
  }
  const reasons = new Set(linesOf(server, 'rpc').map(({ reason }) => reason));
  expect([...reasons]).toEqual(expect.arrayContaining(['NOT_ENROLLED', 'DEPENDENCY_UNAVAILABLE', 'RATE_LIMITED']));
  const codes = new Set(linesOf(server, 'Okta did not do as it was asked').map(({ code }) => code));
  expect([...codes]).toEqual(expect.arrayContaining(['cut', 'token-refused', 'malformed']));
  for (const field of ['match_code', 'assertion']) {
    expect(mentions(server.logs(), `"${field}":"[secret]"`), field).toBe(true);
  }

  const scanner = await createScanner(server.dataDir, [caller]);
  const recorded = await recordedIn(file);
  const secrets = {
    'an access token': [
      ...recorded.flatMap(({ headers }) => found(headers.authorization ?? '', /^\w+ (.+)$/g)),
      ...recorded.flatMap(({ response }) => found(response, /"access_token":"([^"]+)"/g)),
    ],
    'a client assertion': recorded.flatMap(({ request }) => found(request, /client_assertion=([^&]+)/g)),
    'a proof': recorded.flatMap(({ headers }) => headers.dpop ?? []),
  };
  for (const [name, values] of Object.entries(secrets)) {
    expect(new Set(values).size, name).toBeGreaterThan(1);
    for (const value of new Set(values)) {
      scanner.addText(name, value);
      scanner.addText(`the signature of ${name}`, value.slice(value.lastIndexOf('.') + 1));
    }
  }
  const { d = '' } = okta.client.privateKey.export({ format: 'jwk' });
  scanner.addKey("Okta's key", Buffer.from(d, 'base64url'));
  expect([...caller.matchCodes]).toEqual(expect.arrayContaining([MATCH_CODE]));

  expect(scanner.find(heard)).toEqual([]);
  expect(MATCH_CODE_PATTERN.test(heard)).toBe(false);
  expect(scanner.find(server.logs())).toEqual([]);
  expect(MATCH_CODE_PATTERN.test(server.logs())).toBe(false);

  for (const leak of ['"match_code":"073"', 'match_code=073', 'Choose 073.', '["073","12"]']) {
    expect(MATCH_CODE_PATTERN.test(leak), leak).toBe(true);
  }

  // The control: a call that prints what it sends is caught, by the same scanner over the same logs.
  await push(caller, 'control');
  await expect.poll(() => scanner.find(server.logs())).toContain('an access token (text)');
  const leaks = [...Object.values(secrets).flatMap((values) => values.slice(0, 2)), d];
  for (const leak of leaks) expect(scanner.find(`Okta said: ${leak}`)).not.toEqual([]);
  expect(await server.stop()).toBe(0);
  expect(scanner.find(await readStored(server.dataDir))).toEqual([]);
}, 120_000);
