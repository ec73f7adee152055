import type { Caller } from '@authfactor/engine';
import type { DescMessage, Message } from '@bufbuild/protobuf';
import { reflect } from '@bufbuild/protobuf/reflect';
import type { Interceptor, UnaryRequest } from '@connectrpc/connect';
import { callerKey } from './call-values.ts';
import { deadlineExceeded, faultToError } from './error-mapping.ts';
import type { Logger } from './logger.ts';
import { printFault } from './print-fault.ts';
import { redact } from './redact.ts';
import { validateRequest } from './validate-request.ts';

/**
 * Around every unary handler: validates the request, answers at the deadline even where the handler has to go on, and
 * turns whatever is thrown into an error of the contract. Requests and responses are logged at `trace`, redacted; of a
 * request that breaks the contract's rules only the names of its fields, because an answer may stand in any of them.
 */
export function createRequestInterceptor(logger: Logger): Interceptor {
  const traced = (): boolean => logger.isLevelEnabled('trace');
  return (next) => async (request) => {
    const method = `${request.service.typeName}/${request.method.name}`;
    try {
      if (request.stream) return await next(request);
      const client = (request.contextValues.get(callerKey) satisfies Caller | undefined)?.clientId;
      const { input } = request.method;
      const invalid = validateRequest(input, request.message);
      if (invalid !== undefined) {
        if (traced())
          logger.trace({ method, client, fields: namesOfFields(input, request.message) }, 'invalid request');
        throw invalid;
      }
      if (traced()) logger.trace({ method, client, request: redact(input, request.message) }, 'request');
      const response = await withDeadline(request, next(request));
      if (traced() && !response.stream) {
        logger.trace({ method, client, response: redact(response.method.output, response.message) }, 'response');
      }
      return response;
    } catch (fault) {
      const { error, expected } = faultToError(fault, request.signal);
      if (!expected) logger.error({ method, fault: printFault(fault) }, 'a call failed');
      throw error;
    }
  };
}

/** Of the fields that are set, as the contract names them. */
function namesOfFields(schema: DescMessage, message: Message): readonly string[] {
  const fields = reflect(schema, message);
  return fields.fields.filter((field) => fields.isSet(field)).map(({ name }) => name);
}

/** Rejects at the call's deadline. `work` goes on: an attempt that was counted has to reach its end. */
async function withDeadline<T>(request: Pick<UnaryRequest, 'signal'>, work: Promise<T>): Promise<T> {
  const { signal } = request;
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => {
    const { error } = faultToError(signal.reason, signal);
    if (error.code === deadlineExceeded().code) reject(error);
  };
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  // Whichever loses the race must not become an unhandled rejection.
  work.catch(() => undefined);
  promise.catch(() => undefined);
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
