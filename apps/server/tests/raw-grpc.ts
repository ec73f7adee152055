import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema, StatusSchema } from '@authfactor/proto/google-rpc';
import {
  create,
  type DescMessage,
  type DescMethodUnary,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';
import { anyUnpack, durationMs } from '@bufbuild/protobuf/wkt';
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';

/** An error as it stands in the trailers, read by none of our clients. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly reason: string | undefined;
  readonly domain: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  /** Full names of the details' messages. */
  readonly details: readonly string[];
  /** The fields of `BadRequest`; absent without one. */
  readonly fields: readonly string[] | undefined;
  /** The delay of `RetryInfo`; absent without one. */
  readonly retryMs: number | undefined;
  /** Everything that came with it, as text. */
  readonly raw: string;
}

export type RawAnswer<T> =
  | { readonly kind: 'ok'; readonly message: T }
  | { readonly kind: 'error'; readonly error: WireError };

export interface RawCallOptions {
  readonly token?: string;
  /** Sent to the server only: this client waits for the answer however long that takes. */
  readonly timeoutMs?: number;
}

/** Calls over grpc-js, one try each. */
export interface RawGrpc extends Disposable {
  call<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    init: MessageInitShape<I>,
    options?: RawCallOptions,
  ): Promise<RawAnswer<MessageShape<O>>>;
  /** The request's bytes as they are, whatever they hold. */
  send<O extends DescMessage>(
    method: { readonly path: string; readonly output: O },
    bytes: Uint8Array,
    options?: RawCallOptions,
  ): Promise<RawAnswer<MessageShape<O>>>;
}

export function connectRaw(grpcUrl: string): RawGrpc {
  const client = new Client(new URL(grpcUrl).host, credentials.createInsecure(), { 'grpc.enable_retries': 0 });

  const send: RawGrpc['send'] = ({ path, output }, bytes, { token, timeoutMs } = {}) => {
    const metadata = new Metadata();
    if (token !== undefined) metadata.set('authorization', `Bearer ${token}`);
    if (timeoutMs !== undefined) metadata.set('grpc-timeout', `${timeoutMs}m`);
    return new Promise((resolve) => {
      client.makeUnaryRequest(
        path,
        (request: Uint8Array) => Buffer.from(request),
        (answer) => fromBinary(output, answer),
        bytes,
        metadata,
        (error, message) => {
          if (error !== null) resolve({ kind: 'error', error: readError(error) });
          else if (message !== undefined) resolve({ kind: 'ok', message });
        },
      );
    });
  };

  return {
    send,
    call: (method, init, options) =>
      send(
        { path: `/${method.parent.typeName}/${method.name}`, output: method.output },
        toBinary(method.input, create(method.input, init)),
        options,
      ),
    [Symbol.dispose]: () => client.close(),
  };
}

function readError(error: ServiceError): WireError {
  const [trailer] = error.metadata.get('grpc-status-details-bin');
  const whole = fromBinary(StatusSchema, trailer instanceof Buffer ? trailer : new Uint8Array());
  const find = <T extends DescMessage>(schema: T): MessageShape<T> | undefined =>
    whole.details.map((detail) => anyUnpack(detail, schema)).find((detail) => detail !== undefined);
  const info = find(ErrorInfoSchema);
  const delay = find(RetryInfoSchema)?.retryDelay;
  return {
    code: status[error.code],
    message: whole.message,
    reason: info?.reason,
    domain: info?.domain,
    metadata: info?.metadata ?? {},
    details: whole.details.map(({ typeUrl }) => typeUrl.slice(typeUrl.lastIndexOf('/') + 1)),
    fields: find(BadRequestSchema)?.fieldViolations.map(({ field }) => field),
    retryMs: delay === undefined ? undefined : durationMs(delay),
    raw: [error.message, error.details, JSON.stringify(error.metadata.toJSON()), trailer?.toString('latin1')].join(
      '\n',
    ),
  };
}

/** The error of a call that must not succeed. */
export async function failureOf(answer: Promise<RawAnswer<unknown>>): Promise<WireError> {
  const ended = await answer;
  if (ended.kind === 'error') return ended.error;
  throw new Error('The call succeeded, and should not have');
}
