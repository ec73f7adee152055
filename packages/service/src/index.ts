export type { Authentication, Authenticator } from './authenticator.ts';
export { createService, type Service, type ServiceOptions } from './create-service.ts';
export { ERROR_DOMAIN } from './error-mapping.ts';
export type { HealthMonitor } from './health-service.ts';
export {
  createJwtAuthenticator,
  type JwtAuthenticatorOptions,
  type TokenAlgorithm,
  type TokenIssuer,
} from './jwt-authenticator.ts';
export { DEFAULT_LIMITS, type Limits } from './limits.ts';
export { createGrpcServer, type GrpcServerOptions, type TlsOptions } from './listen-grpc.ts';
export { createHttpServer, type HttpServerOptions } from './listen-http.ts';
export type { ListenAddress, Listener } from './listener.ts';
export type { Logger } from './logger.ts';
export { printFault } from './print-fault.ts';
export { redact } from './redact.ts';
