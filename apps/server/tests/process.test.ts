import { once } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createAuthFactorClient } from '@authfactor/client';
import { connectTransport } from '@authfactor/client/connect';
import { grpcTransport } from '@authfactor/client/grpc';
import { expect, test } from 'vitest';
import { freshDataDir, startServer } from './running-server.ts';

const logged = (logs: string, message: string): Record<string, unknown> | undefined =>
  logs
    .split('\n')
    .flatMap((line): Record<string, unknown>[] => (line.startsWith('{') ? [JSON.parse(line)] : []))
    .find(({ msg }) => msg === message);

test('the first start makes the keys, for their owner only, and says where', async () => {
  const dataDir = join(await freshDataDir(), 'data');
  await using server = await startServer({ dataDir });
  const keys = ['keyring.json', 'signing-key.json', 'token-issuer.json'];
  for (const key of keys) {
    expect((await stat(join(dataDir, key))).mode & 0o777).toBe(0o600);
    expect(server.logs()).toContain(join(dataDir, key));
  }
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  expect(await server.stop()).toBe(0);

  const before = await Promise.all(keys.map((key) => readFile(join(dataDir, key), 'utf8')));
  await using again = await startServer({ dataDir });
  expect(again.logs()).not.toContain('made a key file');
  expect(await Promise.all(keys.map((key) => readFile(join(dataDir, key), 'utf8')))).toEqual(before);
});

test('a second server on one data folder is refused', async () => {
  await using server = await startServer();
  await expect(startServer({ dataDir: server.dataDir })).rejects.toThrow(
    /ended with 4 [\s\S]*in use by another server/,
  );
});

test('an address that is taken is named', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const start = startServer({ env: { AUTHFACTOR_HTTP_LISTEN: `127.0.0.1:${port}` } });
  await expect(start).rejects.toThrow(
    new RegExp(`ended with 3 [\\s\\S]*AUTHFACTOR_HTTP_LISTEN: 127\\.0\\.0\\.1:${port} is taken`),
  );
  other.close();
});

test('a configuration with mistakes is refused with all of them', async () => {
  const start = startServer({ env: { AUTHFACTOR_STORE: 'x', AUTHFACTOR_KDF_SLOTS: '0' } });
  await expect(start).rejects.toThrow(/ended with 2 [\s\S]*AUTHFACTOR_STORE[\s\S]*AUTHFACTOR_KDF_SLOTS/);
});

test('a key ring that is missing while credentials need it is refused, not made anew', async () => {
  const dataDir = await freshDataDir();
  const keyring = join(await freshDataDir(), 'keyring.json');
  {
    await using server = await startServer({ dataDir, env: { AUTHFACTOR_KEYRING_FILE: keyring } });
    const token = await server.token({ scopes: ['factor.enroll'], subject: 'alice' });
    await using client = createAuthFactorClient({ url: server.httpUrl, token, transport: connectTransport() });
    const { enrollment } = await client.enrollments.begin({ factorType: 'soft-pin' });
    const input = { kind: 'typed', text: '907152', channel: 'keypad' } as const;
    await client.enrollments.submitInput({ enrollmentId: enrollment.enrollmentId, input, confirmation: input });
  }
  await expect(startServer({ dataDir })).rejects.toThrow(/ended with 1 [\s\S]*keyring\.json is missing/);
  expect(await readdir(dataDir)).not.toContain('keyring.json');
  await using server = await startServer({ dataDir, env: { AUTHFACTOR_KEYRING_FILE: keyring } });
  expect(server.logs()).toContain('listening');
});

test.each(['SIGTERM', 'SIGINT'] as const)('%s drains and exits 0', async (signal) => {
  await using server = await startServer();
  server.signal(signal);
  expect(await server.exited).toBe(0);
  expect(logged(server.logs(), 'stopping')).toMatchObject({ why: signal });
  expect(server.logs()).toContain('"stopped"');
});

test('a call in flight is answered while the server drains', async () => {
  await using server = await startServer();
  const token = await server.token({ scopes: ['factor.enroll'], subject: 'alice' });
  await using client = createAuthFactorClient({ url: server.grpcUrl, token, transport: grpcTransport() });
  const { enrollment } = await client.enrollments.begin({ factorType: 'soft-pin' });
  const input = { kind: 'typed', text: '907152', channel: 'keypad' } as const;
  const submitted = client.enrollments.submitInput({
    enrollmentId: enrollment.enrollmentId,
    input,
    confirmation: input,
  });
  await expect.poll(() => server.logs()).toContain('SubmitEnrollmentInput');
  server.signal('SIGTERM');
  expect(await submitted).toMatchObject({ state: 'completed' });
  expect(await server.exited).toBe(0);
});

test('a second signal ends the server at once', async () => {
  await using server = await startServer();
  const token = await server.token({ scopes: ['factor.verify'] });
  const { hostname, port } = new URL(server.httpUrl);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  // A call whose body never ends keeps the drain waiting.
  const head = [
    'POST /authfactor.v1.AuthFactorService/ListFactors HTTP/1.1',
    'host: x',
    'content-type: application/proto',
    'content-length: 2',
    `authorization: Bearer ${token}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n1`);
  // Answered after it on the same server, so the call above has arrived.
  await once(socket, 'connect');
  await fetch(new URL('/healthz', server.httpUrl));
  server.signal('SIGTERM');
  await expect.poll(() => server.logs()).toContain('"stopping"');
  server.signal('SIGTERM');
  expect(await server.exited).toBe(143);
  expect(server.logs()).not.toContain('"stopped"');
  socket.destroy();
});

test('the server stops when the parent that holds its channel is gone', async () => {
  await using server = await startServer();
  server.disconnect();
  expect(await server.exited).toBe(0);
});

test.skipIf(process.platform !== 'linux')(
  'the thread pool has four threads more than cores (reads /proc)',
  async () => {
    await using server = await startServer();
    const token = await server.token({ scopes: ['factor.enroll'], subject: 'alice' });
    await using client = createAuthFactorClient({ url: server.httpUrl, token, transport: connectTransport() });
    const { enrollment } = await client.enrollments.begin({ factorType: 'soft-pin' });
    const input = { kind: 'typed', text: '907152', channel: 'keypad' } as const;
    await client.enrollments.submitInput({ enrollmentId: enrollment.enrollmentId, input, confirmation: input });
    const tasks = `/proc/${server.pid}/task`;
    const names = await Promise.all((await readdir(tasks)).map((id) => readFile(`${tasks}/${id}/comm`, 'utf8')));
    expect(names.filter((name) => name.trim() === 'libuv-worker')).toHaveLength(availableParallelism() + 4);
  },
);
