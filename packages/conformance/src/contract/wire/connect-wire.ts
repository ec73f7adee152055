import { createHttpPost } from './http-post.ts';
import { localError, type Target, type Wire, type WireDetail, type WireError } from './wire.ts';

/** Connect unary calls (connectrpc.com/docs/protocol) over HTTP/1.1, by hand: no code is shared with the service. */
export function createConnectWire(target: Target): Wire {
  const post = createHttpPost(target);
  return {
    async send({ path, body, token, timeoutMs, signal }) {
      const headers = {
        'content-type': 'application/proto',
        'connect-protocol-version': '1',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(timeoutMs === undefined ? {} : { 'connect-timeout-ms': String(timeoutMs) }),
      };
      try {
        const answer = await post(path, headers, body, signal);
        if (answer.status === 200) return { kind: 'ok', body: answer.body };
        return { kind: 'error', error: readError(answer.body, answer.status) };
      } catch (fault) {
        if (signal.aborted) return localError('CANCELLED', 'The suite gave the call up');
        return localError('UNAVAILABLE', fault instanceof Error ? fault.message : 'Nobody answered');
      }
    },
    [Symbol.dispose]: () => post[Symbol.dispose](),
  };
}

/** Connect spells one code unlike gRPC's names. */
const codeName = (code: string): string => (code === 'canceled' ? 'CANCELLED' : code.toUpperCase());

function readError(body: Uint8Array, status: number): WireError {
  const json = parseJson(body);
  const code = typeof json.code === 'string' ? codeName(json.code) : `HTTP_${status}`;
  const message = typeof json.message === 'string' ? json.message : '';
  const details = Array.isArray(json.details) ? json.details.flatMap(readDetail) : [];
  return { code, message, details, local: false };
}

function readDetail(detail: unknown): readonly WireDetail[] {
  const { type, value } = Object(detail);
  if (typeof type !== 'string' || typeof value !== 'string') return [];
  return [{ type, value: new Uint8Array(Buffer.from(value, 'base64')) }];
}

function parseJson(body: Uint8Array): { code?: unknown; message?: unknown; details?: unknown } {
  try {
    return Object(JSON.parse(Buffer.from(body).toString('utf8')));
  } catch {
    return {};
  }
}
