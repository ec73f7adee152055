import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import type { Operation } from '../operation.ts';
import { createCertificate } from './certificate.ts';
import { createDirectory, type FakeUser, type NewUser } from './directory.ts';
import { createDpopProofs } from './dpop-proofs.ts';
import { createFaults, type Fault, type FaultKind } from './fault.ts';
import { createManagementApi } from './management-api.ts';
import { createPushes, type Pushes } from './pushes.ts';
import { createRateLimits, type Limits } from './rate-limits.ts';
import { notFound, oktaError, type Reply, type Request } from './reply.ts';
import { createTokenEndpoint, type FakeClient } from './token-endpoint.ts';

export interface FakeOktaOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** Whether Okta knows DPoP at all, and then demands it of the app. Default: `required`. */
  readonly dpop?: 'required' | 'unknown';
  /** Whether calls of the API need a nonce too, not requests for a token alone. */
  readonly resourceNonce?: boolean;
  readonly tokenTtlSeconds?: number;
  /** When a number to match is told. Default: `verify`. */
  readonly matchCodeAt?: 'verify' | 'poll';
  /** How long a push waits for its user. Default: 5 minutes, as Okta's. */
  readonly pushTtlMs?: number;
  /** Whether a connection may be used again. Default: true. */
  readonly keepAlive?: boolean;
  /** Calls in a window, by operation. Default: 600 each. */
  readonly limits?: Limits;
  /** Default: a minute. */
  readonly limitWindowMs?: number;
}

export interface FakeOktaCounts {
  readonly requests: Readonly<Record<Operation, number>>;
  readonly pushes: number;
  readonly tokens: number;
  /** Requests that a fault keeps from being answered. */
  readonly unanswered: number;
  readonly openSockets: number;
  readonly mostSockets: number;
}

/**
 * An Okta organisation for tests and demonstrations: real HTTPS, real checks of tokens, and no security whatsoever.
 * Disposing it closes every connection; it may be done again.
 */
export interface FakeOkta extends AsyncDisposable {
  /** `https://localhost:port`. */
  readonly url: string;
  /** The authority of its certificate, PEM. */
  readonly ca: string;
  /** The service app that it knows. */
  readonly client: FakeClient;
  readonly pushes: Pushes;
  addUser(user: NewUser): FakeUser;
  /** By id or login. What is changed in it holds from the next call on. */
  findUser(idOrLogin: string): FakeUser | undefined;
  inject(fault: Fault): void;
  clearFaults(): void;
  expireTokens(): void;
  /** The nonce that clients know is useless from now on. */
  renewNonce(): void;
  counts(): FakeOktaCounts;
  /** Every request so far: method and path with query. */
  log(): readonly string[];
  /** Every token, assertion and proof that was sent. */
  secrets(): readonly string[];
}

const OPERATIONS: readonly Operation[] = [
  'token',
  'find-user',
  'read-user',
  'list-factors',
  'verify',
  'poll',
  'cancel',
];
const HUGE = 4 * 1024 * 1024;

export async function startFakeOkta(options: FakeOktaOptions = {}): Promise<FakeOkta> {
  const {
    port = 0,
    dpop = 'required',
    resourceNonce = false,
    tokenTtlSeconds = 3_600,
    matchCodeAt = 'verify',
  } = options;
  const { keepAlive = true, pushTtlMs = 300_000, limits = {}, limitWindowMs = 60_000 } = options;
  let url = '';
  const certificate = createCertificate();
  const directory = createDirectory();
  const pushes = createPushes({ ttlMs: pushTtlMs });
  const faults = createFaults();
  const rateLimits = createRateLimits(limits, limitWindowMs);
  const proofs = createDpopProofs();
  const tokens = createTokenEndpoint({ url: () => url, proofs, dpop, resourceNonce, ttlSeconds: tokenTtlSeconds });
  const routes = createManagementApi({ url: () => url, directory, pushes, matchCodeAt });
  const requests = Object.fromEntries(OPERATIONS.map((name) => [name, 0])) as Record<Operation, number>;
  const lines: string[] = [];
  const secrets = new Set<string>();
  let unanswered = 0;
  let openSockets = 0;
  let mostSockets = 0;

  async function reply(operation: Operation, perform: () => Promise<Reply>, fault?: FaultKind): Promise<Reply> {
    requests[operation] += 1;
    const { exceeded, headers } = rateLimits.count(operation);
    if (fault?.kind === 'rate-limit') return rateLimited(fault);
    if (fault?.kind === 'redirect') return { status: 302, headers: { Location: fault.location } };
    if (fault?.kind === 'status' && !fault.takes) return injected(fault);
    if (exceeded) return { ...oktaError(429, 'E0000047', 'API call exceeded rate limit'), headers };
    const performed = await perform();
    const shown = { ...performed, headers: { ...headers, ...performed.headers } };
    if (fault?.kind === 'status') return injected(fault);
    if (fault?.kind === 'change') return { ...shown, body: { ...Object(shown.body), ...fault.body } };
    return shown;
  }

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    outgoing.shouldKeepAlive &&= keepAlive;
    const request = await read(incoming);
    lines.push(`${request.method} ${incoming.url}`);
    for (const secret of secretsOf(request)) secrets.add(secret);
    const found = find(request);
    if (found === undefined) return write(outgoing, notFound());
    const { operation, perform } = found;
    const fault = faults.next(operation);
    if (fault?.kind === 'close' && !fault.takes) {
      requests[operation] += 1;
      return void incoming.socket.destroy();
    }
    const made = await reply(operation, perform, fault);
    switch (fault?.kind) {
      case 'close':
        return void incoming.socket.destroy();
      case 'slow':
        unanswered += 1;
        if (fault.ms === undefined) return;
        await setTimeout(fault.ms);
        unanswered -= 1;
        return write(outgoing, made);
      case 'malformed':
        return write(outgoing, made, JSON.stringify(made.body).slice(0, -2));
      case 'huge':
        return write(outgoing, made, JSON.stringify({ ...Object(made.body), padding: 'x'.repeat(HUGE) }));
      case 'text':
        return write(outgoing, made, fault.text);
      default:
        return write(outgoing, made);
    }
  }

  function find(request: Request): { operation: Operation; perform: () => Promise<Reply> } | undefined {
    if (request.method === 'POST' && request.path === '/oauth2/v1/token') {
      return { operation: 'token', perform: () => tokens.issue(request) };
    }
    const route = routes.find(({ method, path }) => method === request.method && path.test(request.path));
    if (route === undefined) return undefined;
    const ids = route.path.exec(request.path)?.slice(1) ?? [];
    const perform = async () => (await tokens.refuse(request, route.scope)) ?? route.perform(request, ids);
    return { operation: route.operation, perform };
  }

  const server = createServer({ cert: certificate.cert, key: certificate.key }, (incoming, outgoing) => {
    answer(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  server.on('connection', (socket) => {
    openSockets += 1;
    mostSockets = Math.max(mostSockets, openSockets);
    socket.once('close', () => {
      openSockets -= 1;
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  url = `https://localhost:${(server.address() as AddressInfo).port}`;

  return {
    url,
    ca: certificate.cert,
    client: tokens.client,
    pushes,
    addUser: directory.add,
    findUser: directory.find,
    inject: faults.inject,
    clearFaults: faults.clear,
    expireTokens: tokens.expireAll,
    renewNonce: proofs.renewNonce,
    counts: () => ({
      requests: { ...requests },
      pushes: pushes.sent(),
      tokens: tokens.issued(),
      unanswered,
      openSockets,
      mostSockets,
    }),
    log: () => lines,
    secrets: () => [...secrets],
    async [Symbol.asyncDispose]() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const injected = ({ status, headers = {} }: Extract<FaultKind, { kind: 'status' }>): Reply => ({
  ...oktaError(status, 'E0000009', 'Injected'),
  headers,
});

async function read(incoming: IncomingMessage): Promise<Request> {
  const body = await text(incoming);
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'https://localhost');
  return {
    method: incoming.method ?? '',
    path: pathname,
    query: searchParams,
    body,
    header: (name) => incoming.headersDistinct[name]?.[0],
  };
}

function secretsOf({ body, header }: Request): readonly string[] {
  const [, token] = (header('authorization') ?? '').split(' ');
  const assertion = new URLSearchParams(body).get('client_assertion');
  return [token, header('dpop'), assertion].filter((secret): secret is string => Boolean(secret));
}

function write(outgoing: ServerResponse, { status, headers, body }: Reply, raw?: string): void {
  const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  outgoing.writeHead(status, { ...headers, ...(content === undefined ? {} : { 'Content-Type': 'application/json' }) });
  outgoing.end(content);
}

function rateLimited({ retryAfterSeconds, concurrent }: Extract<FaultKind, { kind: 'rate-limit' }>): Reply {
  const reset = Math.ceil(Date.now() / 1_000) + retryAfterSeconds;
  return {
    ...oktaError(429, 'E0000047', 'API call exceeded rate limit due to too many requests.'),
    headers: {
      'Retry-After': String(retryAfterSeconds),
      'X-Rate-Limit-Limit': concurrent === true ? '0' : '600',
      'X-Rate-Limit-Remaining': '0',
      'X-Rate-Limit-Reset': String(reset),
    },
  };
}
