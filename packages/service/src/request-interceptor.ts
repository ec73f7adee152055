import type { Caller } from '@authfactor/engine';
import type { Interceptor, UnaryRequest } from '@connectrpc/connect';
import { callerKey } from './call-values.ts';
import { deadlineExceeded, faultToError } from './error-mapping.ts';
import type { Logger } from './logger.ts';
import { printFault } from './print-fault.ts';
import { redact } from './redact.ts';
import { validateRequest } from './validate-request.ts';

/**
 * Around every unary handler: validates the request, answers at the deadline even where the handler has to go on, and
 * turns whatever is thrown into an error of the contract. Requests and responses are logged at `trace`, redacted.
 */
export function createRequestInterceptor(logger: Logger): Interceptor {
  const traced = (): boolean => logger.isLevelEnabled('trace');
  return (next) => async (request) => {
    const method = `${request.service.typeName}/${request.method.name}`;
    try {
      if (request.stream) return await next(request);
      const client = (request.contextValues.get(callerKey) satisfies Caller | undefined)?.clientId;
      if (traced()) {
        logger.trace({ method, client, request: redact(request.method.input, request.message) }, 'request');
      }
      const invalid = validateRequest(request.method.input, request.message);
      if (invalid !== undefined) throw invalid;
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
