import { Health } from '@authfactor/proto/grpc-health';
import { createConnectRouter } from '@connectrpc/connect';
import type { UniversalHandler } from '@connectrpc/connect/protocol';
import { unknownMethod } from './error-mapping.ts';

/**
 * Answers calls of RPCs that do not exist, in whichever protocol they come. It borrows another service's methods to get
 * at connect's serialisation; its gate ends every call before the body is read.
 */
export function createUnknownRpcHandler(): UniversalHandler {
  const { handlers } = createConnectRouter({
    acceptCompression: [],
    requestGate() {
      throw unknownMethod();
    },
  }).service(Health, {});
  const [unary, streaming] = [Health.method.check, Health.method.watch].map((method) =>
    handlers.find((handler) => handler.method === method),
  );
  if (unary === undefined || streaming === undefined) throw new TypeError('The health service has lost its methods');
  const isConnectStream = /^application\/connect\+/i;
  return Object.assign(
    (request: Parameters<UniversalHandler>[0]) =>
      (isConnectStream.test(request.header.get('content-type') ?? '') ? streaming : unary)(request),
    {
      protocolNames: unary.protocolNames,
      service: unary.service,
      method: unary.method,
      requestPath: unary.requestPath,
      allowedMethods: unary.allowedMethods,
      supportedContentType: unary.supportedContentType,
    },
  );
}
