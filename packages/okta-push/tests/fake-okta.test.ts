import { spawn } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type FakePush, startControlServer, trustFakeOkta } from '../src/fake-okta/index.ts';
import { createOktaPush } from '../src/index.ts';
import { createOktaBench, startTrusted } from './okta-bench.ts';

const MAIN = fileURLToPath(new URL('../src/fake-okta/main.ts', import.meta.url));

describe('the fake Okta refuses what Okta refuses', () => {
  test('a token without a proof, with the proof of another call, and any token of nobody', async () => {
    await using okta = await startTrusted();
    await using bench = createOktaBench(okta);
    okta.addUser({ login: bench.subject });
    await bench.begin();
    const secrets = okta.secrets();
    const token = secrets.find((secret) => !secret.includes('.')) ?? '';
    const proof = secrets.findLast((secret) => secret.includes('.')) ?? '';
    const statusOf = async (headers: Record<string, string>) =>
      (await fetch(`${okta.url}/api/v1/users/${bench.subject}`, { headers })).status;
    expect(await statusOf({})).toBe(401);
    expect(await statusOf({ authorization: `Bearer ${token}` })).toBe(401);
    expect(await statusOf({ authorization: `DPoP ${token}` })).toBe(401);
    expect(await statusOf({ authorization: `DPoP ${token}`, dpop: proof })).toBe(401);
    expect(await statusOf({ authorization: 'Bearer nobody' })).toBe(401);
  });

  test('an assertion that was used before', async () => {
    await using okta = await startTrusted({ dpop: 'unknown' });
    await using bench = createOktaBench(okta);
    await bench.begin();
    const assertion = okta.secrets().find((secret) => secret.includes('.')) ?? '';
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'okta.users.read',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    });
    const response = await fetch(`${okta.url}/oauth2/v1/token`, { method: 'POST', body });
    expect([response.status, await response.json()]).toMatchObject([401, { error: 'invalid_client' }]);
  });
});

test('devices are operated over HTTP', async () => {
  await using okta = await startTrusted();
  await using control = await startControlServer(okta);
  await using bench = createOktaBench(okta);
  const post = async (path: string, body?: object) =>
    (await fetch(control.url + path, { method: 'POST', ...(body ? { body: JSON.stringify(body) } : {}) })).status;
  expect(await post('/users', { login: bench.subject })).toBe(204);
  const decisions = [
    ['approve', 'verified'],
    ['deny', 'denied'],
    ['report', 'denied'],
    ['choose/-1', 'denied'],
  ] as const;
  for (const [decision, state] of decisions) {
    const begun = await bench.begin();
    if (begun.kind === 'refused') throw new Error(begun.reason);
    const [push] = (await (await fetch(`${control.url}/pushes`)).json()) as FakePush[];
    expect(push?.login).toBe(bench.subject);
    expect(await post(`/pushes/${push?.id}/${decision}`)).toBe(204);
    expect(await post(`/pushes/${push?.id}/${decision}`)).toBe(404);
    expect((await bench.get(begun.value.challengeId)).state).toBe(state);
  }
  expect(await post('/faults', { operation: 'find-user', kind: 'status', status: 500 })).toBe(204);
  expect(await bench.begin()).toMatchObject({ reason: 'SUBJECT_LOCKED' });
  expect(await post('/nothing')).toBe(404);
  expect(await (await fetch(`${control.url}/counts`)).json()).toMatchObject({ pushes: 4 });
});

test('as a process of its own it says where it is, and ends when it is told to', async () => {
  const child = spawn(process.execPath, ['--conditions=@authfactor/source', MAIN, '--user', 'alice@example.com'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = await once(createInterface(child.stdout), 'line');
    const { orgUrl, caFile, clientId, keyFile } = JSON.parse(line);
    trustFakeOkta({ ca: await readFile(caFile, 'utf8') });
    expect((await stat(keyFile)).mode & 0o077).toBe(0);
    const jwk = JSON.parse(await readFile(keyFile, 'utf8'));
    const factor = createOktaPush({
      orgUrl,
      clientId,
      privateKey: createPrivateKey({ key: jwk, format: 'jwk' }),
      keyId: jwk.kid,
      userAttribute: 'login',
      enrollmentUri: `${orgUrl}/enduser/settings`,
    });
    const context = { tenant: 'acme', subject: 'alice@example.com', factorType: 'okta-push', generation: 0 };
    const { signal } = new AbortController();
    expect(await factor.isEnrolled?.(context, signal)).toBe(true);
    expect(await factor.isEnrolled?.({ ...context, subject: 'nobody@example.com' }, signal)).toBe(false);
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  expect(child.exitCode).toBe(0);
});
