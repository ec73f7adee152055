import { createServer as createHttp1Server, type Server } from 'node:http';
import { createServer as createHttp2Server, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { AuthFactorService, EnrollmentService } from '@authfactor/proto';
import type { ConnectRouter, ServiceImpl } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';

export interface ScriptedServer extends AsyncDisposable {
  /** HTTP/2, for gRPC. */
  readonly grpcUrl: string;
  /** HTTP/1.1, for Connect and gRPC-Web. */
  readonly httpUrl: string;
  /** Ends every HTTP/2 connection, whatever is under way on it. */
  hangUp(): void;
}

/** Serves both services on real sockets with the given handlers; the rest is unimplemented. */
export const startScriptedServer = async (
  handlers: Partial<ServiceImpl<typeof AuthFactorService>>,
  enrollmentHandlers: Partial<ServiceImpl<typeof EnrollmentService>> = {},
): Promise<ScriptedServer> => {
  const routes = (router: ConnectRouter) => {
    router.service(AuthFactorService, handlers);
    router.service(EnrollmentService, enrollmentHandlers);
  };
  const handler = connectNodeAdapter({ routes });
  const grpc = createHttp2Server(handler);
  const sessions = new Set<{ destroy(): void }>();
  grpc.on('session', (session) => sessions.add(session));
  const hangUp = () => {
    for (const session of sessions) session.destroy();
    sessions.clear();
  };
  const http = createHttp1Server(handler);
  const urls = await Promise.all([listen(grpc), listen(http)]);
  return {
    grpcUrl: urls[0],
    httpUrl: urls[1],
    hangUp,
    async [Symbol.asyncDispose]() {
      hangUp();
      http.closeAllConnections();
      await Promise.all([grpc, http].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
};

const listen = async (server: Server | Http2Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
