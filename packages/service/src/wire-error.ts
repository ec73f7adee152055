import { ErrorInfoSchema } from '@authfactor/proto/google-rpc';
import { fromBinary } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import { encodeEnvelope, type UniversalServerResponse } from '@connectrpc/connect/protocol';
import {
  codeToHttpStatus,
  endStreamFlag,
  endStreamFromJson,
  endStreamToJson,
  errorFromJsonBytes,
  errorToJsonBytes,
} from '@connectrpc/connect/protocol-connect';
import { findTrailerError, setTrailerStatus } from '@connectrpc/connect/protocol-grpc';
import { trailerFlag, trailerParse, trailerSerialize } from '@connectrpc/connect/protocol-grpc-web';
import { contractError, hasErrorInfo, protocolErrorToError, unknownMethod } from './error-mapping.ts';

/*
 * Errors that connect raises itself (a message that is too large or does not parse, an unknown compression, a bad
 * timeout) never pass an interceptor. So every response is looked at once more, in each protocol's own form, and an
 * error without `ErrorInfo` is replaced.
 */

/** How a call ended. `code` is absent where it succeeded. */
export interface CallOutcome {
  readonly code?: Code;
  readonly reason?: string;
}

const ENVELOPE_HEADER_BYTES = 5;

/** The response with a complete error, if it carries one. `onEnd` is called once, when the response is over. */
export async function completeError(
  response: UniversalServerResponse,
  onEnd: (outcome: CallOutcome) => void,
): Promise<UniversalServerResponse> {
  const contentType = response.header?.get('content-type') ?? '';
  if (contentType.startsWith('application/grpc-web'))
    return completeLastFrame(response, trailerFlag, webTrailer, onEnd);
  if (contentType.startsWith('application/grpc')) return completeTrailer(response, onEnd);
  if (contentType.startsWith('application/connect+')) {
    return completeLastFrame(response, endStreamFlag, endStream, onEnd);
  }
  return completeUnary(response, onEnd);
}

function completeTrailer(
  response: UniversalServerResponse,
  onEnd: (outcome: CallOutcome) => void,
): UniversalServerResponse {
  const { body, trailer = new Headers() } = response;
  async function* watched(): AsyncGenerator<Uint8Array> {
    let outcome: CallOutcome = { code: Code.Canceled };
    try {
      if (body !== undefined) yield* body;
      // Only now has the pipeline written its status.
      outcome = completeStatus(trailer);
    } finally {
      onEnd(outcome);
    }
  }
  return { ...response, trailer, body: watched() };
}

function completeStatus(trailer: Headers): CallOutcome {
  const error = findTrailerError(trailer);
  if (error === undefined) return {};
  const complete = completed(error);
  if (complete !== error) setTrailerStatus(trailer, complete);
  return outcomeOf(complete);
}

type Rewrite = (data: Uint8Array) => { readonly data: Uint8Array; readonly outcome: CallOutcome };

function completeLastFrame(
  response: UniversalServerResponse,
  flag: number,
  rewrite: Rewrite,
  onEnd: (outcome: CallOutcome) => void,
): UniversalServerResponse {
  const { body } = response;
  async function* watched(): AsyncGenerator<Uint8Array> {
    let outcome: CallOutcome = { code: Code.Canceled };
    try {
      // One chunk is one envelope, as transformJoinEnvelopes makes them.
      for await (const chunk of body ?? []) {
        if (((chunk[0] ?? 0) & flag) === 0) {
          yield chunk;
          continue;
        }
        const last = rewrite(chunk.subarray(ENVELOPE_HEADER_BYTES));
        outcome = last.outcome;
        yield encodeEnvelope(flag, last.data);
      }
    } finally {
      onEnd(outcome);
    }
  }
  return { ...response, body: watched() };
}

const webTrailer: Rewrite = (data) => {
  const trailer = trailerParse(data);
  const outcome = completeStatus(trailer);
  return { data: trailerSerialize(trailer), outcome };
};

const endStream: Rewrite = (data) => {
  const { metadata, error } = endStreamFromJson(data);
  if (error === undefined) return { data, outcome: {} };
  const complete = completed(error);
  const json = JSON.stringify(endStreamToJson(metadata, complete, undefined));
  return { data: new TextEncoder().encode(json), outcome: outcomeOf(complete) };
};

async function completeUnary(
  response: UniversalServerResponse,
  onEnd: (outcome: CallOutcome) => void,
): Promise<UniversalServerResponse> {
  const { status, body } = response;
  if (status < 400) return { ...response, body: endingWith({}, onEnd, body) };
  const error = completed(body === undefined ? rejection(status) : await readError(body));
  const bytes = errorToJsonBytes(error, undefined);
  const header = new Headers(response.header);
  header.set('content-type', 'application/json');
  header.set('content-length', String(bytes.byteLength));
  return {
    status: body === undefined ? status : codeToHttpStatus(error.code),
    header,
    body: endingWith(outcomeOf(error), onEnd, [bytes]),
  };
}

async function* endingWith(
  end: CallOutcome,
  onEnd: (outcome: CallOutcome) => void,
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array> | undefined,
): AsyncGenerator<Uint8Array> {
  let outcome: CallOutcome = { code: Code.Canceled };
  try {
    for await (const chunk of body ?? []) yield chunk;
    outcome = end;
  } finally {
    onEnd(outcome);
  }
}

/** Refusals of HTTP, from before connect knows the protocol. */
function rejection(status: number): ConnectError {
  if (status === 404 || status === 505) return unknownMethod();
  return contractError(
    'INVALID_REQUEST',
    'This is no RPC; use POST with the content type of gRPC, gRPC-Web or Connect',
  );
}

async function readError(body: AsyncIterable<Uint8Array>): Promise<ConnectError> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const unreadable = new ConnectError('unreadable', Code.Internal);
  try {
    return errorFromJsonBytes(Buffer.concat(chunks), undefined, unreadable);
  } catch {
    return unreadable;
  }
}

const completed = (error: ConnectError): ConnectError => (hasErrorInfo(error) ? error : protocolErrorToError(error));

function outcomeOf(error: ConnectError): CallOutcome {
  for (const detail of error.details) {
    if ('desc' in detail) {
      if (detail.desc === ErrorInfoSchema && 'reason' in detail.value) {
        return { code: error.code, reason: String(detail.value.reason) };
      }
    } else if (detail.type === ErrorInfoSchema.typeName) {
      return { code: error.code, reason: fromBinary(ErrorInfoSchema, detail.value).reason };
    }
  }
  return { code: error.code };
}
