import type { DescMessage, DescMethodUnary, MessageShape } from '@bufbuild/protobuf';

/** What one attempt of a call may take and who makes it. */
export interface TransportCall {
  /** The access token, sent as a bearer token. */
  readonly token: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * How calls travel. `unary` rejects with `TransportFailure`; after `signal` aborts, with anything. A connection that is
 * lost or never made is `UNAVAILABLE` without details.
 */
export interface Transport extends AsyncDisposable {
  unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    request: MessageShape<I>,
    call: TransportCall,
  ): Promise<MessageShape<O>>;
}

/** Makes the transport to a server. `url` has the scheme http or https and no path. */
export type TransportFactory = (url: URL) => Transport;

/** One entry of `google.rpc.Status.details`: the full name of a message and its bytes. */
export interface StatusDetail {
  readonly type: string;
  readonly value: Uint8Array;
}

/** The canonical codes of gRPC, by number. */
export const STATUS_CODES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;

export type StatusCode = (typeof STATUS_CODES)[number];

/** A call that ended in anything but an answer, whichever way it travelled. */
export class TransportFailure extends Error {
  readonly code: StatusCode;
  readonly details: readonly StatusDetail[];

  constructor(code: StatusCode, message: string, details: readonly StatusDetail[], options?: ErrorOptions) {
    super(message, options);
    this.name = 'TransportFailure';
    this.code = code;
    this.details = details;
  }
}

/** The code of that number; `UNKNOWN` for one that gRPC does not define. */
export const statusCode = (number: number): StatusCode => STATUS_CODES[number] ?? 'UNKNOWN';
