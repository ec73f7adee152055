import { createHttpPost, type HttpAnswer } from './http-post.ts';
import { readStatus } from './read-status.ts';
import { localError, type Target, type Wire, type WireAnswer } from './wire.ts';

const FRAME_HEADER = 5;
const TRAILERS = 0x80;

/** gRPC-Web (binary) over HTTP/1.1, by hand: no code is shared with the service. */
export function createGrpcWebWire(target: Target): Wire {
  const post = createHttpPost(target);
  return {
    async send({ path, body, token, timeoutMs, signal }) {
      const headers = {
        'content-type': 'application/grpc-web+proto',
        'x-grpc-web': '1',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(timeoutMs === undefined ? {} : { 'grpc-timeout': `${timeoutMs}m` }),
      };
      try {
        return readAnswer(await post(path, headers, frame(body), signal));
      } catch (fault) {
        if (signal.aborted) return localError('CANCELLED', 'The suite gave the call up');
        return localError('UNAVAILABLE', fault instanceof Error ? fault.message : 'Nobody answered');
      }
    },
    [Symbol.dispose]: () => post[Symbol.dispose](),
  };
}

function frame(body: Uint8Array): Uint8Array {
  const framed = Buffer.alloc(FRAME_HEADER + body.length);
  framed.writeUInt32BE(body.length, 1);
  framed.set(body, FRAME_HEADER);
  return framed;
}

function readAnswer(answer: HttpAnswer): WireAnswer {
  const bytes = Buffer.from(answer.body);
  let message: Uint8Array | undefined;
  // Trailers-only answers carry the status in their headers.
  let trailers = new Map(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]));
  for (let at = 0; at + FRAME_HEADER <= bytes.length; ) {
    const length = bytes.readUInt32BE(at + 1);
    const content = bytes.subarray(at + FRAME_HEADER, at + FRAME_HEADER + length);
    if ((bytes.readUInt8(at) & TRAILERS) === 0) message = new Uint8Array(content);
    else trailers = readTrailers(content.toString('latin1'));
    at += FRAME_HEADER + length;
  }
  const status = trailers.get('grpc-status');
  if (status === '0' && message !== undefined) return { kind: 'ok', body: message };
  if (status === undefined) {
    const error = { code: `HTTP_${answer.status}`, message: '', details: [], local: false };
    return { kind: 'error', error };
  }
  const bin = trailers.get('grpc-status-details-bin');
  const details = bin === undefined ? undefined : new Uint8Array(Buffer.from(bin, 'base64'));
  return { kind: 'error', error: readStatus(Number(status), decode(trailers.get('grpc-message') ?? ''), details) };
}

function readTrailers(block: string): Map<string, string> {
  const lines = block.split('\r\n').filter((line) => line.includes(':'));
  return new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
}

function decode(message: string): string {
  try {
    return decodeURIComponent(message);
  } catch {
    return message;
  }
}
