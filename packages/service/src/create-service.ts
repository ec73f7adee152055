import { setMaxListeners } from 'node:events';
import type { AssertionSigner } from '@authfactor/assertion/sign';
import type { Engine } from '@authfactor/engine';
import { AuthFactorAdminService, AuthFactorService, EnrollmentService } from '@authfactor/proto';
import { Health } from '@authfactor/proto/grpc-health';
import { ServerReflection } from '@authfactor/proto/grpc-reflection';
import { ServerReflection as ServerReflectionV1Alpha } from '@authfactor/proto/grpc-reflection-v1alpha';
import type { JsonReadOptions } from '@bufbuild/protobuf';
import { createConnectRouter } from '@connectrpc/connect';
import { createAdminService } from './admin-service.ts';
import type { Authenticator } from './authenticator.ts';
import { createDescriptorIndex } from './descriptor-index.ts';
import { createEnrollmentService } from './enrollment-service.ts';
import { shuttingDown } from './error-mapping.ts';
import { createHealthMonitor, createHealthService, type HealthMonitor } from './health-service.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import type { Logger } from './logger.ts';
import { createReflectionService, createReflectionV1AlphaService } from './reflection-service.ts';
import { createRequestGate } from './request-gate.ts';
import { createRequestInterceptor } from './request-interceptor.ts';
import { createRequestListener, type RequestListener } from './request-listener.ts';
import { createUnknownRpcHandler } from './unknown-rpc.ts';
import { createVerificationService } from './verification-service.ts';

export interface ServiceOptions {
  readonly engine: Engine;
  readonly authenticator: Authenticator;
  readonly signer: AssertionSigner;
  readonly logger: Logger;
  /** Ms since the Unix epoch. */
  readonly now?: () => number;
  /** What is left out has the value of `DEFAULT_LIMITS`. */
  readonly limits?: Partial<Limits>;
}

/** The contract over the engine, ready to be put behind listeners. */
export interface Service {
  /** Serves gRPC, gRPC-Web and Connect; on HTTP/1.1 the latter two. */
  readonly requestListener: RequestListener;
  readonly health: HealthMonitor;
  readonly signer: AssertionSigner;
  readonly limits: Limits;
  readonly logger: Logger;
  /** Health turns to NOT_SERVING; watches, reflection streams and long polls end. Calls are served all the same. */
  startDraining(): void;
  /** Ends every call that waits, with DEPENDENCY_UNAVAILABLE. Counted attempts run to their end in the engine. */
  abortCalls(): void;
}

/**
 * By default connect turns bytes that are no UTF-8 into U+FFFD, and two ids into one. Lone surrogates are refused by
 * protobuf-es.
 */
const strictJson: Partial<JsonReadOptions> & { textDecoder: TextDecoder } = {
  textDecoder: new TextDecoder('utf-8', { fatal: true }),
};

export function createService(options: ServiceOptions): Service {
  const { engine, authenticator, signer, logger, now = Date.now } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const draining = new AbortController();
  const shutdown = new AbortController();
  setMaxListeners(0, draining.signal, shutdown.signal);
  const health = createHealthMonitor({ readiness: () => engine.readiness(), now });

  const contract = [AuthFactorService, EnrollmentService, AuthFactorAdminService];
  const index = createDescriptorIndex([...contract, Health, ServerReflection, ServerReflectionV1Alpha]);
  const router = createConnectRouter({
    // Messages are small; without compression there are no bombs, and no secret can be guessed from a length.
    acceptCompression: [],
    jsonOptions: strictJson,
    readMaxBytes: limits.messageBytes,
    maxTimeoutMs: limits.callMs,
    shutdownSignal: shutdown.signal,
    requestGate: createRequestGate(authenticator),
    interceptors: [createRequestInterceptor(logger)],
  })
    .service(
      AuthFactorService,
      createVerificationService({ engine: engine.verification, signer, now, draining: draining.signal }),
    )
    .service(EnrollmentService, createEnrollmentService(engine.enrollment))
    .service(AuthFactorAdminService, createAdminService(engine.administration))
    .service(
      Health,
      createHealthService({
        monitor: health,
        services: new Set(contract.map((service) => service.typeName)),
        draining: draining.signal,
      }),
    )
    .service(ServerReflection, createReflectionService(index, draining.signal))
    .service(ServerReflectionV1Alpha, createReflectionV1AlphaService(index, draining.signal));

  return {
    requestListener: createRequestListener({
      handlers: router.handlers,
      unknown: createUnknownRpcHandler(),
      limits,
      logger,
    }),
    health,
    signer,
    limits,
    logger,
    startDraining() {
      health.stopServing();
      draining.abort();
    },
    abortCalls: () => shutdown.abort(shuttingDown()),
  };
}
