import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { createContextValues } from '@connectrpc/connect';
import type { UniversalHandler, UniversalServerRequest } from '@connectrpc/connect/protocol';
import { universalRequestFromNodeRequest, universalResponseToNodeResponse } from '@connectrpc/connect-node';
import { logCall } from './access-log.ts';
import { callerKey } from './call-values.ts';
import { limitBody, limitTimeouts } from './limit-request.ts';
import type { Limits } from './limits.ts';
import type { Logger } from './logger.ts';
import { printFault } from './print-fault.ts';
import { completeError } from './wire-error.ts';

export type NodeRequest = IncomingMessage | Http2ServerRequest;
export type NodeResponse = ServerResponse | Http2ServerResponse;

/** Serves RPCs on `node:http` and `node:http2` alike. */
export type RequestListener = (request: NodeRequest, response: NodeResponse) => void;

export interface RequestListenerOptions {
  readonly handlers: readonly UniversalHandler[];
  /** Answers what is meant as an RPC and is none. */
  readonly unknown: UniversalHandler;
  readonly limits: Limits;
  readonly logger: Logger;
}

/** How long a client that was answered may go on sending, in ms. */
const LINGER_MS = 1000;

export function createRequestListener(options: RequestListenerOptions): RequestListener {
  const { unknown, limits, logger } = options;
  const byPath = new Map(options.handlers.map((handler) => [handler.requestPath, handler]));

  async function serve(request: NodeRequest, response: NodeResponse): Promise<void> {
    const started = performance.now();
    const known = byPath.get((request.url ?? '').split('?', 1)[0] ?? '');
    const handler = known ?? unknown;
    const values = createContextValues();
    const call = universalRequestFromNodeRequest(request, response, undefined, values);
    const bounded: UniversalServerRequest = { ...call, header: limitTimeouts(call.header, limits.callMs) };
    if (handler.method.methodKind !== 'bidi_streaming') bounded.body = limitBody(call.body, limits.requestMs);
    const answer = await completeError(await handler(bounded), (outcome) => {
      logCall(logger, {
        method: known === undefined ? 'unknown' : `${handler.service.typeName}/${handler.method.name}`,
        protocol: readProtocol(call.header),
        client: values.get(callerKey)?.clientId,
        outcome,
        ms: performance.now() - started,
      });
    });
    stopReadingAfterAnswer(request);
    await universalResponseToNodeResponse(answer, response);
  }

  return (request, response) => {
    serve(request, response).catch((fault: unknown) => {
      logger.debug({ fault: printFault(fault) }, 'a response could not be sent');
      if (!response.headersSent && !response.writableEnded) {
        response.statusCode = 400;
        response.end();
      }
    });
  };
}

/**
 * Tells an HTTP/2 client that is still sending its request, a while after it was answered, that the rest is not wanted
 * (RFC 9113, 8.1). At once would overtake the trailers. On HTTP/1.1 the time that a request may take bounds it.
 */
function stopReadingAfterAnswer(request: NodeRequest): void {
  if (!('stream' in request)) return;
  const { stream } = request;
  stream.once('wantTrailers', () => {
    if (request.complete) return;
    const timer = setTimeout(() => stream.close(constants.NGHTTP2_NO_ERROR), LINGER_MS);
    stream.once('close', () => clearTimeout(timer));
  });
}

function readProtocol(header: Headers): string {
  const contentType = header.get('content-type') ?? '';
  if (contentType.startsWith('application/grpc-web')) return 'grpc-web';
  return contentType.startsWith('application/grpc') ? 'grpc' : 'connect';
}
