import { readFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { connect as connectHttp2, type IncomingHttpHeaders } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import { AuthFactorService, BeginChallengeRequestSchema, ListFactorsRequestSchema } from '@authfactor/proto';
import { Health, HealthCheckResponse_ServingStatus as Status } from '@authfactor/proto/grpc-health';
import { createGrpcServer, createHttpServer } from '@authfactor/service';
import { create, toBinary } from '@bufbuild/protobuf';
import { createClient } from '@connectrpc/connect';
import { encodeEnvelope } from '@connectrpc/connect/protocol';
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node';
import { describe, expect, test } from 'vitest';
import { failureOf, makeToken, requestId, signer, start, subject } from './harness.ts';
import { challenge, factor } from './stub-engine.ts';

const token = await makeToken();
const headers = { authorization: `Bearer ${token}` };
const list = { tenantId: 'default' };

/** An engine whose `listFactors` waits until it is told to go on, or until the call is ended. */
function slowEngine() {
  const { promise: goOn, resolve: release } = Promise.withResolvers<void>();
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
  const engine = {
    verification: {
      async listFactors({ signal }: { signal: AbortSignal }) {
        reach();
        const { promise: ended, reject } = Promise.withResolvers<never>();
        signal.addEventListener('abort', () => reject(signal.reason));
        await Promise.race([goOn, ended]);
        return { kind: 'ok', value: [factor] } as const;
      },
    },
  };
  return { engine, reached, release };
}

describe.each(['grpc', 'connect'] as const)('draining over %s', (protocol) => {
  const listenerOf = ({ grpc, http }: Awaited<ReturnType<typeof start>>) => (protocol === 'grpc' ? grpc : http);

  test('lets calls in flight finish and takes no new connection', async () => {
    const { engine, reached, release } = slowEngine();
    await using harness = await start({ engine });
    const client = createClient(AuthFactorService, harness.transports[protocol]);
    const call = client.listFactors(list, { headers });
    await reached;
    const closing = listenerOf(harness).close(60_000);
    const { port } = listenerOf(harness).address;
    await expect(
      new Promise((resolve, reject) => connectTcp(port, '127.0.0.1').once('connect', resolve).once('error', reject)),
    ).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    release();
    expect((await call).factors).toHaveLength(1);
    expect(await closing).toBe(true);
    expect(await listenerOf(harness).close(0)).toBe(true);
  });

  test('ends calls that take too long, with an error that says so', async () => {
    const { engine, reached } = slowEngine();
    await using harness = await start({ engine });
    const client = createClient(AuthFactorService, harness.transports[protocol]);
    const call = client.listFactors(list, { headers });
    const failure = failureOf(call);
    await reached;
    expect(await listenerOf(harness).close(20)).toBe(false);
    expect(await failure).toMatchObject({ code: 'Unavailable', reason: 'DEPENDENCY_UNAVAILABLE', retryMs: 1000 });
  });

  test('answers who waits for another state at once', async () => {
    const waits: number[] = [];
    await using harness = await start({
      engine: {
        verification: {
          getChallenge({ signal }, { waitMs }) {
            waits.push(waitMs);
            if (waitMs === 0) return Promise.resolve({ kind: 'ok', value: challenge });
            const { promise, reject } = Promise.withResolvers<never>();
            signal.addEventListener('abort', () => reject(signal.reason));
            return promise;
          },
        },
      },
    });
    const client = createClient(AuthFactorService, harness.transports[protocol]);
    const call = client.getChallenge({ challengeId: 'c', sessionId: 's', wait: { seconds: 60n } }, { headers });
    await expect.poll(() => waits).toEqual([60_000]);
    expect(await listenerOf(harness).close(60_000)).toBe(true);
    expect((await call).challenge?.challengeId).toBe('a-challenge');
    expect(waits).toEqual([60_000, 0]);
  });
});

describe('a drain does not wait for', () => {
  test('a connection that was kept alive for more', async () => {
    const { engine, reached, release } = slowEngine();
    await using harness = await start({ engine });
    const agent = new Agent({ keepAlive: true });
    const transport = createConnectTransport({
      baseUrl: harness.httpUrl,
      httpVersion: '1.1',
      nodeOptions: { agent },
    });
    const call = createClient(AuthFactorService, transport).listFactors(list, { headers });
    await reached;
    const closing = harness.http.close(60_000);
    release();
    expect((await call).factors).toHaveLength(1);
    expect(await closing).toBe(true);
    agent.destroy();
  });

  test('a connection whose answer had begun', async () => {
    await using harness = await start();
    const agent = new Agent({ keepAlive: true });
    const transport = createGrpcWebTransport({
      baseUrl: harness.httpUrl,
      httpVersion: '1.1',
      nodeOptions: { agent },
    });
    const seen: Status[] = [];
    const watch = (async () => {
      for await (const { status } of createClient(Health, transport).watch({})) seen.push(status);
    })();
    await expect.poll(() => seen).toEqual([Status.SERVING]);
    expect(await harness.http.close(60_000)).toBe(true);
    await watch;
    expect(seen).toEqual([Status.SERVING, Status.NOT_SERVING]);
    agent.destroy();
  });

  test('a connection that never sent anything', async () => {
    await using harness = await start();
    const { port } = harness.http.address;
    const socket = connectTcp(port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    // Answered after the silent one was accepted.
    await fetch(`${harness.httpUrl}/healthz`).then((response) => response.text());
    expect(await harness.http.close(60_000)).toBe(true);
    socket.destroy();
  });
});

test('draining tells who watches health, and ends the watch', async () => {
  await using harness = await start();
  const client = createClient(Health, harness.transports.grpc);
  const seen: Status[] = [];
  const watch = (async () => {
    for await (const { status } of client.watch({})) seen.push(status);
  })();
  await expect.poll(() => seen).toEqual([Status.SERVING]);
  expect(await harness.grpc.close(60_000)).toBe(true);
  await watch;
  expect(seen).toEqual([Status.SERVING, Status.NOT_SERVING]);
});

test('an old connection is told to go away, and its calls finish', async () => {
  const { engine, reached, release } = slowEngine();
  await using harness = await start({ engine, limits: { connectionAgeMs: 50 } });
  const session = connectHttp2(harness.grpcUrl);
  const { promise: goneAway, resolve } = Promise.withResolvers<number>();
  session.once('goaway', (code: number) => resolve(code));
  const stream = session.request({
    ':method': 'POST',
    ':path': '/authfactor.v1.AuthFactorService/ListFactors',
    'content-type': 'application/proto',
    ...headers,
  });
  const answered = new Promise<IncomingHttpHeaders>((done) => stream.once('response', done));
  stream.end(toBinary(ListFactorsRequestSchema, create(ListFactorsRequestSchema, list)));
  await reached;
  expect(await goneAway).toBe(0);
  release();
  stream.resume();
  expect((await answered)[':status']).toBe(200);
  await new Promise((closed) => session.once('close', closed));
});

test('an idle connection is closed', async () => {
  await using harness = await start({ limits: { idleMs: 50 } });
  const session = connectHttp2(harness.grpcUrl);
  await new Promise((closed) => session.once('close', closed));
});

test('a request that does not arrive is given up', async () => {
  await using harness = await start({ limits: { requestMs: 50 } });
  const session = connectHttp2(harness.grpcUrl);
  const stream = session.request({
    ':method': 'POST',
    ':path': '/authfactor.v1.AuthFactorService/ListFactors',
    'content-type': 'application/grpc',
    ...headers,
  });
  stream.write(Buffer.from([0, 0, 0]));
  const trailers = await new Promise<IncomingHttpHeaders>((done) => stream.once('trailers', done));
  expect(trailers['grpc-status']).toBe('4');
  session.destroy();
});

test('who goes on sending after the answer is told to stop', async () => {
  await using harness = await start();
  const session = connectHttp2(harness.grpcUrl);
  for (const authorization of ['', headers.authorization]) {
    const stream = session.request({
      ':method': 'POST',
      ':path': '/authfactor.v1.AuthFactorService/ListFactors',
      'content-type': 'application/grpc',
      authorization,
    });
    stream.write(Buffer.from([0, 0, 1, 0, 0, 1]));
    stream.resume();
    await new Promise((closed) => stream.once('close', closed));
    expect(stream.rstCode).toBe(0);
  }
  session.destroy();
});

test('headers that are too large, and too many calls at once, are refused', async () => {
  await using harness = await start({ limits: { concurrentStreams: 3 } });
  const session = connectHttp2(harness.grpcUrl);
  const settings = await new Promise<{ maxConcurrentStreams?: number; maxHeaderListSize?: number }>((resolve) => {
    session.once('remoteSettings', resolve);
  });
  expect(settings).toMatchObject({ maxConcurrentStreams: 3, maxHeaderListSize: 16_384 });
  const stream = session.request({ ':path': '/', 'x-big': 'x'.repeat(20_000) });
  await expect(
    new Promise((resolve, reject) => stream.once('response', resolve).once('error', reject)),
  ).rejects.toThrow();
  session.destroy();
  const response = await fetch(`${harness.httpUrl}/healthz`, { headers: { 'x-big': 'x'.repeat(20_000) } });
  expect(response.status).toBe(431);
});

test('pages of the HTTP listener', async () => {
  let ready = true;
  let now = 0;
  await using harness = await start({
    now: () => {
      now += 1000;
      return now;
    },
    engine: { readiness: async () => (ready ? { ready: true } : { ready: false, why: 'the disk is full' }) },
  });
  const get = async (path: string, init?: RequestInit) => {
    const response = await fetch(harness.httpUrl + path, init);
    const text = await response.text();
    return { status: response.status, text, cache: response.headers.get('cache-control') };
  };
  expect(await get('/.well-known/jwks.json')).toEqual({
    status: 200,
    text: JSON.stringify(signer.publicJwks()),
    cache: 'public, max-age=300',
  });
  expect(await get('/healthz')).toMatchObject({ status: 200, cache: 'no-store' });
  expect(await get('/readyz')).toMatchObject({ status: 200 });
  ready = false;
  const unready = await get('/readyz');
  expect(unready.status).toBe(503);
  expect(unready.text).not.toContain('disk');
  expect(harness.logger.lines).toContainEqual(expect.objectContaining({ why: 'the disk is full' }));
  expect(await get('/healthz')).toMatchObject({ status: 200 });
  expect(await get('/healthz', { method: 'POST' })).toMatchObject({ status: 405 });
  expect(await get('/nowhere')).toMatchObject({ status: 405 });
});

test('a port that is taken is an error', async () => {
  await using harness = await start();
  const { service, grpc, http } = harness;
  await expect(createGrpcServer({ service, listen: grpc.address })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await expect(createHttpServer({ service, listen: http.address })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('the gRPC listener serves Connect to clients that speak HTTP/2', async () => {
  await using harness = await start();
  const transport = createConnectTransport({ baseUrl: harness.grpcUrl, httpVersion: '2' });
  expect((await createClient(AuthFactorService, transport).listFactors(list, { headers })).factors).toHaveLength(1);
});

test('an envelope in two pieces is one message', async () => {
  await using harness = await start();
  const session = connectHttp2(harness.grpcUrl);
  const message = create(BeginChallengeRequestSchema, { requestId, subject, factorType: 'soft-pin', sessionId: 's' });
  const bytes = encodeEnvelope(0, toBinary(BeginChallengeRequestSchema, message));
  const stream = session.request({
    ':method': 'POST',
    ':path': '/authfactor.v1.AuthFactorService/BeginChallenge',
    'content-type': 'application/grpc',
    ...headers,
  });
  stream.write(bytes.subarray(0, 3));
  setTimeout(() => stream.end(bytes.subarray(3)), 20);
  stream.resume();
  const trailers = await new Promise<IncomingHttpHeaders>((done) => stream.once('trailers', done));
  expect(trailers['grpc-status']).toBe('0');
  session.destroy();
});

describe('TLS', () => {
  test('on both listeners', async () => {
    const read = (name: string) => readFile(new URL(`./fixtures/localhost-${name}.pem`, import.meta.url));
    const tls = { key: await read('key'), cert: await read('cert') };
    await using harness = await start();
    const { service } = harness;
    const listen = { host: '127.0.0.1', port: 0 };
    await using grpc = await createGrpcServer({ service, listen, tls });
    await using http = await createHttpServer({ service, listen, tls });
    const nodeOptions = { ca: tls.cert };
    for (const transport of [
      createGrpcTransport({ baseUrl: `https://127.0.0.1:${grpc.address.port}`, nodeOptions }),
      createConnectTransport({ baseUrl: `https://127.0.0.1:${http.address.port}`, httpVersion: '1.1', nodeOptions }),
    ]) {
      expect((await createClient(AuthFactorService, transport).listFactors(list, { headers })).factors).toHaveLength(1);
    }
    const untrusted = createGrpcTransport({ baseUrl: `https://127.0.0.1:${grpc.address.port}` });
    await expect(createClient(AuthFactorService, untrusted).listFactors(list, { headers })).rejects.toThrow();
  });
});
