import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from '@authfactor/proto/google-rpc';
import {
  create,
  type DescMessage,
  type DescMethodUnary,
  fromBinary,
  type Message,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';
import { durationMs } from '@bufbuild/protobuf/wkt';
import { ContractError } from './contract-error.ts';
import type { Wire, WireError } from './wire/wire.ts';

/** An error with what its details say. */
export interface CallError extends WireError {
  /** `ErrorInfo.reason`; absent where there is not exactly one `ErrorInfo`. */
  readonly reason?: string;
  readonly domain?: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** The fields of `BadRequest`; absent without one. */
  readonly fields?: readonly string[];
  /** The delay of `RetryInfo`; absent without one. */
  readonly retryMs?: number;
}

export type Answer<T> =
  | { readonly kind: 'ok'; readonly message: T; readonly body: Uint8Array }
  | { readonly kind: 'error'; readonly error: CallError };

/** One call and what came back. */
export interface Exchange {
  /** `Service/Method`. */
  readonly method: string;
  readonly request: { readonly schema: DescMessage; readonly message: Message } | { readonly bytes: number };
  readonly answer:
    | { readonly kind: 'ok'; readonly schema: DescMessage; readonly message: Message; readonly body: Uint8Array }
    | { readonly kind: 'error'; readonly error: CallError };
}

export interface CallOptions {
  /** Told to the server; its error for a deadline is waited for. */
  readonly timeoutMs?: number;
  /** Gives the call up on this side. */
  readonly signal?: AbortSignal;
}

/** The calls of one token. */
export interface Calls {
  call<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    init: MessageInitShape<I>,
    options?: CallOptions,
  ): Promise<Answer<MessageShape<O>>>;
  /** Sends bytes as they are, whatever they hold. */
  send<O extends DescMessage>(
    to: { readonly path: string; readonly output: O },
    body: Uint8Array,
    options?: CallOptions,
  ): Promise<Answer<MessageShape<O>>>;
}

interface CallsOptions {
  readonly wire: Wire;
  readonly token: string | undefined;
  /** How long any call may take, in ms. */
  readonly patienceMs: number;
  readonly observe: (exchange: Exchange) => void;
}

/** `CLAUSE_BROKEN` is thrown for an answer that does not parse, and for none within the patience. */
export function createCalls({ wire, token, patienceMs, observe }: CallsOptions): Calls {
  async function exchange<O extends DescMessage>(
    path: string,
    output: O,
    request: Exchange['request'],
    body: Uint8Array,
    { timeoutMs, signal }: CallOptions,
  ): Promise<Answer<MessageShape<O>>> {
    const method = path.slice(path.lastIndexOf('.') + 1);
    const patience = AbortSignal.timeout(patienceMs);
    const either = signal === undefined ? patience : AbortSignal.any([signal, patience]);
    const answer = await wire.send({ path, body, token, timeoutMs, signal: either });
    if (patience.aborted && signal?.aborted !== true) {
      throw new ContractError('CLAUSE_BROKEN', `${method} did not answer within ${patienceMs} ms`);
    }
    if (answer.kind === 'error') {
      const error = readDetails(answer.error);
      observe({ method, request, answer: { kind: 'error', error } });
      return { kind: 'error', error };
    }
    const message = parse(output, answer.body, method);
    observe({ method, request, answer: { kind: 'ok', schema: output, message, body: answer.body } });
    return { kind: 'ok', message, body: answer.body };
  }

  return {
    call(method, init, options = {}) {
      const message = create(method.input, init);
      const path = `/${method.parent.typeName}/${method.name}`;
      const body = toBinary(method.input, message);
      return exchange(path, method.output, { schema: method.input, message }, body, options);
    },
    send: ({ path, output }, body, options = {}) => exchange(path, output, { bytes: body.length }, body, options),
  };
}

function parse<O extends DescMessage>(schema: O, body: Uint8Array, method: string): MessageShape<O> {
  try {
    return fromBinary(schema, body);
  } catch (cause) {
    throw new ContractError('CLAUSE_BROKEN', `${method} answered with bytes that are no ${schema.name}`, { cause });
  }
}

function readDetails(error: WireError): CallError {
  const infos = detailsOf(error, ErrorInfoSchema);
  const [info] = infos;
  const [badRequest] = detailsOf(error, BadRequestSchema);
  const delay = detailsOf(error, RetryInfoSchema)[0]?.retryDelay;
  return {
    ...error,
    metadata: info?.metadata ?? {},
    ...(info === undefined || infos.length > 1 ? {} : { reason: info.reason, domain: info.domain }),
    ...(badRequest === undefined ? {} : { fields: badRequest.fieldViolations.map(({ field }) => field) }),
    ...(delay === undefined ? {} : { retryMs: durationMs(delay) }),
  };
}

function detailsOf<T extends DescMessage>(error: WireError, schema: T): readonly MessageShape<T>[] {
  return error.details.flatMap(({ type, value }) => {
    if (type !== schema.typeName) return [];
    try {
      return [fromBinary(schema, value)];
    } catch {
      return [];
    }
  });
}
