import type { CustomFetchOptions, ProtectedResourceRequestBody } from 'oauth4webapi';
import { OktaPushError } from './okta-push-error.ts';

/** The part of `fetch` that is used here. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** As the OAuth library calls it. */
export type BoundedFetch = (
  url: string,
  options: CustomFetchOptions<string, ProtectedResourceRequestBody | undefined>,
) => Promise<Response>;

export interface BoundedFetchOptions {
  readonly fetch: Fetch;
  readonly timeoutMs: number;
  /** Gives a signal that aborts after `ms`. */
  readonly timeout: (ms: number) => AbortSignal;
}

/** A list of two users with every attribute of a large profile has a tenth of this. */
const MAX_BYTES = 256 * 1024;

/**
 * What happens while no connection stands yet: then Okta has taken nothing. Not the codes of the network, such as
 * `EHOSTUNREACH`: Linux tells them of a connection that stood and has sent something too.
 */
const CONNECTING: ReadonlySet<string> = new Set(['connect', 'getaddrinfo']);
const NOT_CONNECTED: ReadonlySet<string> = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/**
 * A `fetch` whose response has arrived whole, within a time and a size, and is no redirect. Rejects with `OktaPushError`:
 * `not-connected` where nothing can have been sent, otherwise `timed-out`, `cut`, `redirected` or `too-large`, and then
 * nobody knows what became of the request. Rejects with the reason of the caller's own signal where that aborts.
 */
export function createBoundedFetch({ fetch, timeoutMs, timeout }: BoundedFetchOptions): BoundedFetch {
  return async (url, { method, headers, body: sent, signal: callers }) => {
    const late = timeout(timeoutMs);
    const signal = callers ? AbortSignal.any([callers, late]) : late;
    const content = sent === undefined || sent === null ? {} : { body: sent };
    try {
      const response = await fetch(url, { method, headers, ...content, redirect: 'manual', signal });
      // An opaque one has the status 0.
      const redirected = response.status === 0 || (response.status >= 300 && response.status < 400);
      const body = redirected ? await drop(response) : await read(response);
      if (redirected) throw new OktaPushError('redirected', 'Okta sent the call elsewhere, which is not followed');
      // The constructor refuses a body with these.
      const empty = response.status === 204 || response.status === 205;
      return new Response(empty ? null : body, { status: response.status, headers: response.headers });
    } catch (error) {
      if (error instanceof OktaPushError) throw error;
      callers?.throwIfAborted();
      if (late.aborted) throw new OktaPushError('timed-out', 'Okta did not answer in time');
      if (isBeforeConnection(error)) {
        throw new OktaPushError('not-connected', `No connection to Okta was made (${codeOf(error)})`);
      }
      throw new OktaPushError('cut', 'The connection to Okta ended before the answer was whole');
    }
  };
}

/** Gives the connection back. */
async function drop(response: Response): Promise<undefined> {
  await response.body?.cancel();
  return undefined;
}

async function read(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    // Leaving the loop cancels the body.
    if (size > MAX_BYTES) throw new OktaPushError('too-large', 'Okta’s answer is larger than any that is documented');
    chunks.push(chunk);
  }
  const body = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}

/** `fetch` rejects with a `TypeError` whose cause is what the socket said; several where there were several addresses. */
function isBeforeConnection(error: unknown): boolean {
  const cause = causeOf(error);
  if (cause instanceof AggregateError && cause.errors.length > 0) return cause.errors.every(isSocketsOwn);
  return isSocketsOwn(cause);
}

const isSocketsOwn = (error: unknown): boolean =>
  NOT_CONNECTED.has(textOf(error, 'code')) || CONNECTING.has(textOf(error, 'syscall'));

const causeOf = (error: unknown): unknown => (error instanceof Error ? (error.cause ?? error) : error);

function codeOf(error: unknown): string {
  const code = textOf(causeOf(error), 'code');
  return /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : 'no code';
}

function textOf(error: unknown, name: 'code' | 'syscall'): string {
  const value: unknown = error instanceof Error ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' ? value : '';
}
