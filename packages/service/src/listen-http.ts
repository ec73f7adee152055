import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Service } from './create-service.ts';
import { drain } from './drain.ts';
import type { Limits } from './limits.ts';
import type { TlsOptions } from './listen-grpc.ts';
import { type ListenAddress, type Listener, listen } from './listener.ts';

export interface HttpServerOptions {
  readonly service: Service;
  readonly listen: ListenAddress;
  /** Left out: cleartext. */
  readonly tls?: TlsOptions;
}

const HEADERS_MS = 5000;
const HANDSHAKE_MS = 10_000;
const CHECK_MS = 1000;

/** For how long a verifier may keep the key set, in seconds. */
const JWKS_MAX_AGE = 300;

/** HTTP/1.1: Connect and gRPC-Web, the public keys of assertions, and probes. */
export async function createHttpServer({ service, listen: where, tls }: HttpServerOptions): Promise<Listener> {
  const server = createHttp1Server(service.limits, tls);
  const pages = createPages(service);
  const answers = new Set<ServerResponse>();
  let draining = false;
  server.on('request', (request, response) => {
    if (draining) response.setHeader('connection', 'close');
    answers.add(response);
    response.once('close', () => answers.delete(response));
    const page = pages.get(request.url?.split('?', 1)[0] ?? '');
    if (page === undefined) service.requestListener(request, response);
    else void page(request, response);
  });

  const address = await listen(server, where);
  let closing: Promise<boolean> | undefined;

  function close(deadlineMs: number): Promise<boolean> {
    if (closing !== undefined) return closing;
    draining = true;
    service.startDraining();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    closeAfter(answers);
    const steps = { closed, abortCalls: service.abortCalls, destroy: () => server.closeAllConnections() };
    closing = drain(steps, deadlineMs);
    return closing;
  }

  return {
    address,
    close,
    async [Symbol.asyncDispose]() {
      await close(0);
    },
  };
}

function createHttp1Server(limits: Limits, tls: TlsOptions | undefined): Server {
  const options = {
    maxHeaderSize: limits.headerBytes,
    requestTimeout: limits.requestMs,
    headersTimeout: Math.min(HEADERS_MS, limits.requestMs),
    keepAliveTimeout: limits.idleMs,
    connectionsCheckingInterval: CHECK_MS,
  };
  const server =
    tls === undefined
      ? createServer(options)
      : createSecureServer({
          ...options,
          ...tls,
          minVersion: 'TLSv1.2',
          handshakeTimeout: HANDSHAKE_MS,
          rejectUnauthorized: tls.requestCert === true,
        });
  server.maxConnections = limits.connections;
  return server;
}

/**
 * Ends the connections of answers that are under way once they are given. Node closes those that are idle; one that its
 * answer keeps alive would hold a drain until the deadline.
 */
function closeAfter(answers: Iterable<ServerResponse>): void {
  for (const response of answers) {
    const { socket } = response;
    if (!response.headersSent) response.setHeader('connection', 'close');
    else response.once('close', () => socket?.destroySoon());
  }
}

type Page = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

function createPages({ signer, health, logger }: Service): ReadonlyMap<string, Page> {
  const get =
    (answer: () => Promise<{ status: number; body: object; maxAge?: number }>): Page =>
    async (request, response) => {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.writeHead(405, { allow: 'GET, HEAD' }).end();
        return;
      }
      const { status, body, maxAge } = await answer();
      response.writeHead(status, {
        'content-type': 'application/json',
        'cache-control': maxAge === undefined ? 'no-store' : `public, max-age=${maxAge}`,
        'x-content-type-options': 'nosniff',
      });
      response.end(JSON.stringify(body));
    };
  return new Map<string, Page>([
    ['/.well-known/jwks.json', get(async () => ({ status: 200, body: signer.publicJwks(), maxAge: JWKS_MAX_AGE }))],
    ['/healthz', get(async () => ({ status: 200, body: { status: 'alive' } }))],
    [
      '/readyz',
      get(async () => {
        const readiness = await health.check();
        if (readiness.ready) return { status: 200, body: { status: 'ready' } };
        // Anyone may ask, so the reason goes into the log only.
        logger.warn({ why: readiness.why }, 'not ready');
        return { status: 503, body: { status: 'not ready' } };
      }),
    ],
  ]);
}
