import {
  createGrpcServer,
  createHttpServer,
  createJwtAuthenticator,
  createService,
  type ServiceOptions,
  type TokenIssuer,
} from '@authfactor/service';

export async function serve(parts: Pick<ServiceOptions, 'engine' | 'signer' | 'logger'>, jwks: TokenIssuer['jwks']) {
  const issuer: TokenIssuer = { issuer: 'authfactor-local', audience: 'authfactor', jwks };
  const service = createService({ ...parts, authenticator: createJwtAuthenticator({ issuers: [issuer] }) });
  const grpc = await createGrpcServer({ service, listen: { host: '127.0.0.1', port: 0 } });
  const http = await createHttpServer({ service, listen: { host: '127.0.0.1', port: 0 } });
  return {
    port: http.address.port,
    stop: () => Promise.all([grpc.close(10_000), http.close(10_000)]),
  };
}
