import { setTimeout as sleep } from 'node:timers/promises';
import {
  create,
  type DescMessage,
  type DescMethodUnary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt';
import { AuthFactorError, errorFromFailure } from './auth-factor-error.ts';
import { type Backoff, retryDelay } from './retry.ts';
import { type Transport, TransportFailure } from './transport.ts';

/** An access token, or where to get one. Asked for each attempt, so that an expired one can be exchanged. */
export type TokenSource = string | (() => string | Promise<string>);

export interface CallOptions {
  /** Ends the call; it then rejects with the signal's reason. An attempt that was reserved counts all the same. */
  readonly signal?: AbortSignal;
  /** How long the call may take, repeats included, in ms. */
  readonly deadlineMs?: number;
}

/** Makes a call, repeating it where that is safe. */
export type Caller = <I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O>,
  init: MessageInitShape<I>,
  options: CallOptions | undefined,
) => Promise<MessageShape<O>>;

export interface CallerOptions {
  readonly transport: Transport;
  readonly token: TokenSource;
  readonly deadlineMs: number;
  readonly backoff: Backoff;
  readonly random: () => number;
}

/**
 * Gives the function through which every call goes: one deadline over all attempts, a fresh token for each, repeats of
 * methods that the contract declares idempotent. The request is made once, so that repeats carry the same request id.
 */
export const createCaller = ({ transport, token, deadlineMs, backoff, random }: CallerOptions): Caller => {
  return async (method, init, options = {}) => {
    const request = encodable(method.input, init);
    const requestId = requestIdOf(request);
    const repeatable = method.idempotency !== MethodOptions_IdempotencyLevel.IDEMPOTENCY_UNKNOWN;
    const end = performance.now() + (options.deadlineMs ?? deadlineMs);
    const deadline = AbortSignal.timeout(Math.max(0, Math.ceil(end - performance.now())));
    const signal = options.signal === undefined ? deadline : AbortSignal.any([options.signal, deadline]);
    for (let failures = 0; ; failures++) {
      const error = await attempt();
      if (!(error instanceof AuthFactorError)) return error.answer;
      const delay = repeatable ? retryDelay(error, failures, backoff, random) : undefined;
      if (delay === undefined || performance.now() + delay >= end) throw error;
      await sleep(delay, undefined, { signal }).catch(throwEnd);
    }

    async function attempt(): Promise<AuthFactorError | { readonly answer: MessageShape<typeof method.output> }> {
      try {
        const bearer = typeof token === 'string' ? token : await untilAborted(token, signal);
        signal.throwIfAborted();
        const timeoutMs = Math.max(1, Math.ceil(end - performance.now()));
        return { answer: await transport.unary(method, request, { token: bearer, timeoutMs, signal }) };
      } catch (error) {
        if (signal.aborted) return throwEnd();
        if (error instanceof TransportFailure) return errorFromFailure(error, requestId);
        throw error;
      }
    }

    function throwEnd(): never {
      options.signal?.throwIfAborted();
      throw new AuthFactorError('The call did not end within its deadline; repeat it with the same request id', {
        reason: 'DEADLINE_EXCEEDED',
        code: 'DEADLINE_EXCEEDED',
        requestId,
      });
    }
  };
};

/**
 * The message, or an error that quotes none of it: the library's own ones name the value that does not fit. A lone
 * surrogate would travel as another character, so that an id would become someone else's.
 */
const encodable = <I extends DescMessage>(schema: I, init: MessageInitShape<I>): MessageShape<I> => {
  try {
    const request = create(schema, init);
    toBinary(schema, request);
    if (isWellFormed(request)) return request;
  } catch {
    // Its message may quote the request.
  }
  throw new AuthFactorError(
    `The request is no valid ${schema.name}; check its types, and its texts for lone surrogates`,
    {
      reason: 'INVALID_REQUEST',
      code: 'INVALID_ARGUMENT',
    },
  );
};

const isWellFormed = (value: unknown): boolean => {
  if (typeof value === 'string') return value.isWellFormed();
  return typeof value !== 'object' || value === null || Object.values(value).every(isWellFormed);
};

const requestIdOf = (request: object): string | undefined =>
  'requestId' in request && typeof request.requestId === 'string' ? request.requestId : undefined;

const untilAborted = async (source: () => string | Promise<string>, signal: AbortSignal): Promise<string> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([source(), promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
};
