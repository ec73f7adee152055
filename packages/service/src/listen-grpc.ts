import {
  createSecureServer,
  createServer,
  type Http2SecureServer,
  type Http2Server,
  type SecureServerOptions,
  type ServerHttp2Session,
  type ServerOptions,
} from 'node:http2';
import type { Service } from './create-service.ts';
import { drain } from './drain.ts';
import type { Limits } from './limits.ts';
import { type ListenAddress, type Listener, listen } from './listener.ts';

/** Certificate and key, PEM; with `ca` and `requestCert`, client certificates are demanded too. */
export type TlsOptions = Pick<SecureServerOptions, 'cert' | 'key' | 'ca' | 'requestCert' | 'passphrase'>;

export interface GrpcServerOptions {
  readonly service: Service;
  readonly listen: ListenAddress;
  /** Left out: cleartext, by prior knowledge. */
  readonly tls?: TlsOptions;
}

const HANDSHAKE_MS = 10_000;

/** How long a connection that was told to go away may finish its calls, beyond the longest call, in ms. */
const GOING_AWAY_MS = 5000;

/** gRPC over HTTP/2 (gRPC-Web and Connect too, for clients that speak HTTP/2). */
export async function createGrpcServer({ service, listen: where, tls }: GrpcServerOptions): Promise<Listener> {
  const { limits, logger } = service;
  const server = createHttp2Server(limits, tls);
  const sessions = new Set<ServerHttp2Session>();
  server.maxConnections = limits.connections;
  server.on('request', service.requestListener);
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    limitSession(session, limits);
  });
  server.on('sessionError', () => logger.debug({}, 'an HTTP/2 connection broke'));

  const address = await listen(server, where);
  let closing: Promise<boolean> | undefined;

  function close(deadlineMs: number): Promise<boolean> {
    if (closing !== undefined) return closing;
    service.startDraining();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    // GOAWAY: no new calls, those in flight finish.
    for (const session of sessions) session.close();
    closing = drain(
      {
        closed,
        abortCalls: service.abortCalls,
        destroy() {
          for (const session of sessions) session.destroy();
        },
      },
      deadlineMs,
    );
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

function createHttp2Server(limits: Limits, tls: TlsOptions | undefined): Http2Server | Http2SecureServer {
  const options: ServerOptions = {
    maxSessionInvalidFrames: 100,
    maxSessionRejectedStreams: 100,
    settings: {
      maxConcurrentStreams: limits.concurrentStreams,
      maxHeaderListSize: limits.headerBytes,
      enablePush: false,
    },
  };
  if (tls === undefined) return createServer(options);
  return createSecureServer({
    ...options,
    ...tls,
    minVersion: 'TLSv1.2',
    handshakeTimeout: HANDSHAKE_MS,
    rejectUnauthorized: tls.requestCert === true,
  });
}

/** Closes a connection that is idle, and one that is old, with GOAWAY; both may come back at once. */
function limitSession(session: ServerHttp2Session, limits: Limits): void {
  session.setTimeout(limits.idleMs, () => session.close());
  // Spread by a tenth, so that clients that came together do not come back together.
  const age = limits.connectionAgeMs * (0.9 + Math.random() * 0.2);
  const goAway = setTimeout(() => {
    session.close();
    const cut = setTimeout(() => session.destroy(), limits.callMs + GOING_AWAY_MS).unref();
    session.once('close', () => clearTimeout(cut));
  }, age).unref();
  session.once('close', () => clearTimeout(goAway));
}
