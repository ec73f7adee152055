import type { UniversalServerRequest } from '@connectrpc/connect/protocol';
import { contractError } from './error-mapping.ts';

const unitMs: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 0.001, n: 0.000001 };

/**
 * Cuts the call's timeout to `maxMs`: a timer takes no more than 2^31 ms, and a client that waits for hours shall get
 * an answer all the same. What is malformed stays, to be refused by the protocol.
 */
export function limitTimeouts(header: Headers, maxMs: number): Headers {
  const limited = new Headers(header);
  const [, amount = '', unit = ''] = /^(\d{1,8})([HMSmun])$/.exec(header.get('grpc-timeout') ?? '') ?? [];
  if (Number(amount) * (unitMs[unit] ?? 0) > maxMs) limited.set('grpc-timeout', `${Math.min(maxMs, 99_999_999)}m`);
  const connect = header.get('connect-timeout-ms') ?? '';
  if (/^\d{1,10}$/.test(connect) && Number(connect) > maxMs) limited.set('connect-timeout-ms', String(maxMs));
  return limited;
}

/** The body, or an error once it has taken longer than `ms` to arrive. */
export function limitBody(body: UniversalServerRequest['body'], ms: number): UniversalServerRequest['body'] {
  if (!(typeof body === 'object' && body !== null && Symbol.asyncIterator in body)) return body;
  return withinTime(body, ms);
}

async function* withinTime(body: AsyncIterable<Uint8Array>, ms: number): AsyncGenerator<Uint8Array> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  late.catch(() => undefined);
  const timer = setTimeout(() => {
    reject(contractError('DEADLINE_EXCEEDED', `The request took longer than ${ms} ms to arrive; send it faster`));
  }, ms);
  const iterator = body[Symbol.asyncIterator]();
  let ended = false;
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), late]);
      ended = next.done === true;
      if (next.done) return;
      yield next.value;
    }
  } finally {
    clearTimeout(timer);
    if (!ended) void discard(iterator);
  }
}

/**
 * Reads what is left of a refused request. Left unread it would block the connection for the next one, and destroying
 * it would take the response with it. The listeners bound how long this can take.
 */
async function discard(iterator: AsyncIterator<Uint8Array>): Promise<void> {
  try {
    while (!(await iterator.next()).done);
  } catch {
    // The connection is gone, and with it the request.
  }
}
