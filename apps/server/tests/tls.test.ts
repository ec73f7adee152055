import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createAuthFactorClient } from '@authfactor/client';
import { connectGrpcTransport, connectTransport, grpcWebTransport } from '@authfactor/client/connect';
import { grpcTransport } from '@authfactor/client/grpc';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServerProcess, startServer } from './running-server.ts';

/** Good for localhost and 127.0.0.1, its own authority, used nowhere else. */
const CERT_FILE = fileURLToPath(new URL('./fixtures/localhost.crt.pem', import.meta.url));
const KEY_FILE = fileURLToPath(new URL('./fixtures/localhost.key.pem', import.meta.url));
const cert = await readFile(CERT_FILE, 'utf8');
const key = await readFile(KEY_FILE, 'utf8');

const TLS = { AUTHFACTOR_TLS_CERT_FILE: CERT_FILE, AUTHFACTOR_TLS_KEY_FILE: KEY_FILE };

const transports = [
  ['grpc-js', grpcTransport, 'grpcUrl'],
  ['connect, gRPC', connectGrpcTransport, 'grpcUrl'],
  ['connect, Connect', connectTransport, 'httpUrl'],
  ['connect, gRPC-Web', grpcWebTransport, 'httpUrl'],
] as const;

describe('with a certificate, on every address', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await startServer({
      env: { ...TLS, AUTHFACTOR_GRPC_LISTEN: '0.0.0.0:0', AUTHFACTOR_HTTP_LISTEN: '0.0.0.0:0' },
    });
  });
  afterAll(() => server.stop());

  test.each(transports)(
    '%s: who trusts the certificate is served, nobody else',
    async (_, createTransport, address) => {
      const url = server[address].replace('0.0.0.0', 'localhost');
      expect(url).toMatch(/^https:/);
      const token = await server.token({ scopes: ['factor.verify'] });
      await using trusting = createAuthFactorClient({ url, token, transport: createTransport({ ca: cert }) });
      expect(await trusting.factors.list({ tenantId: 'default' })).toHaveLength(1);
      await using other = createAuthFactorClient({ url, token, transport: createTransport(), deadlineMs: 500 });
      await expect(other.factors.list({ tenantId: 'default' })).rejects.toMatchObject({
        code: expect.stringMatching(/^(UNAVAILABLE|DEADLINE_EXCEEDED)$/),
      });
    },
  );
});

describe('where client certificates are demanded', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await startServer({ env: { ...TLS, AUTHFACTOR_TLS_CLIENT_CA_FILE: CERT_FILE } });
  });
  afterAll(() => server.stop());

  test.each(transports)('%s: who has one is served, nobody else', async (_, createTransport, address) => {
    const url = server[address];
    const token = await server.token({ scopes: ['factor.verify'] });
    const known = createTransport({ ca: cert, client: { cert, key } });
    await using client = createAuthFactorClient({ url, token, transport: known });
    expect(await client.factors.list({ tenantId: 'default' })).toHaveLength(1);
    await using other = createAuthFactorClient({
      url,
      token,
      transport: createTransport({ ca: cert }),
      deadlineMs: 500,
    });
    await expect(other.factors.list({ tenantId: 'default' })).rejects.toMatchObject({
      code: expect.stringMatching(/^(UNAVAILABLE|DEADLINE_EXCEEDED)$/),
    });
  });
});

// 127.0.0.2 is an address without further ado on Linux only.
test.skipIf(process.platform !== 'linux').each(transports)(
  '%s: a certificate for another address is not accepted',
  async (_, createTransport, address) => {
    await using server = await startServer({
      env: { ...TLS, AUTHFACTOR_GRPC_LISTEN: '127.0.0.2:0', AUTHFACTOR_HTTP_LISTEN: '127.0.0.2:0' },
    });
    const token = await server.token({ scopes: ['factor.verify'] });
    const transport = createTransport({ ca: cert });
    await using client = createAuthFactorClient({ url: server[address], token, transport, deadlineMs: 500 });
    await expect(client.factors.list({ tenantId: 'default' })).rejects.toMatchObject({
      code: expect.stringMatching(/^(UNAVAILABLE|DEADLINE_EXCEEDED)$/),
    });
  },
);
