import { createAssertionSigner, generateSigningKey } from '@authfactor/assertion/sign';
import { ErrorReason } from '@authfactor/proto';
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from '@authfactor/proto/google-rpc';
import {
  createGrpcServer,
  createHttpServer,
  createJwtAuthenticator,
  createService,
  type Limits,
  type Listener,
  type Service,
} from '@authfactor/service';
import { Code, ConnectError, type Transport } from '@connectrpc/connect';
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { createMemoryLogger, type MemoryLogger } from './memory-logger.ts';
import { createStubEngine, type StubOverrides } from './stub-engine.ts';

export const issuer = 'https://issuer.example';
export const audience = 'authfactor';

const keys = await generateKeyPair('EdDSA', { extractable: true });
export const issuerJwks = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'EdDSA' }] };

export const scopes = 'factor.verify factor.enroll factor.admin';

/** A token for everything, unless `claims` says otherwise. */
export async function makeToken(claims: JWTPayload = {}, header: object = {}): Promise<string> {
  const iat = Math.floor(Date.now() / 1000);
  const payload = { iss: issuer, aud: audience, sub: 'alice', client_id: 'orchestrator', tenants: ['default'] };
  return new SignJWT({ ...payload, scope: scopes, iat, exp: iat + 600, auth_time: iat, ...claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'k1', typ: 'at+jwt', ...header })
    .sign(keys.privateKey);
}

export interface Harness extends AsyncDisposable {
  readonly service: Service;
  readonly logger: MemoryLogger;
  readonly grpc: Listener;
  readonly http: Listener;
  readonly grpcUrl: string;
  readonly httpUrl: string;
  readonly transports: Readonly<Record<'grpc' | 'grpc-web' | 'connect' | 'connect-json', Transport>>;
}

export const protocols = ['grpc', 'grpc-web', 'connect', 'connect-json'] as const;

export const signingKey = generateSigningKey();
export const signer = createAssertionSigner({
  key: signingKey,
  keyId: signingKey.kid,
  issuer: 'https://authfactor.example',
});

/** The service over a stub engine, on real sockets. */
export async function start(
  options: { readonly engine?: StubOverrides; readonly limits?: Partial<Limits>; readonly now?: () => number } = {},
): Promise<Harness> {
  const logger = createMemoryLogger();
  const service = createService({
    engine: createStubEngine(options.engine),
    authenticator: createJwtAuthenticator({ issuers: [{ issuer, audience, jwks: issuerJwks }] }),
    signer,
    logger,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.now === undefined ? {} : { now: options.now }),
  });
  const listen = { host: '127.0.0.1', port: 0 };
  const grpc = await createGrpcServer({ service, listen });
  const http = await createHttpServer({ service, listen });
  const grpcUrl = `http://127.0.0.1:${grpc.address.port}`;
  const httpUrl = `http://127.0.0.1:${http.address.port}`;
  return {
    service,
    logger,
    grpc,
    http,
    grpcUrl,
    httpUrl,
    transports: {
      grpc: createGrpcTransport({ baseUrl: grpcUrl }),
      'grpc-web': createGrpcWebTransport({ baseUrl: httpUrl, httpVersion: '1.1' }),
      connect: createConnectTransport({ baseUrl: httpUrl, httpVersion: '1.1', useBinaryFormat: true }),
      'connect-json': createConnectTransport({ baseUrl: httpUrl, httpVersion: '1.1', useBinaryFormat: false }),
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([grpc.close(0), http.close(0)]);
    },
  };
}

/** What a client learns from an error. */
export interface SeenError {
  readonly code: string;
  readonly message: string;
  readonly reason: string | undefined;
  readonly domain: string | undefined;
  readonly metadata: Record<string, string> | undefined;
  readonly fields: string[] | undefined;
  readonly retryMs: number | undefined;
}

export function look(error: unknown): SeenError {
  if (!(error instanceof ConnectError)) throw error;
  const [info] = error.findDetails(ErrorInfoSchema);
  const [bad] = error.findDetails(BadRequestSchema);
  const [retry] = error.findDetails(RetryInfoSchema);
  return {
    code: Code[error.code] ?? '',
    message: error.rawMessage,
    reason: info?.reason,
    domain: info?.domain,
    metadata: info?.metadata,
    fields: bad?.fieldViolations.map((violation) => violation.field),
    retryMs:
      retry?.retryDelay === undefined
        ? undefined
        : Number(retry.retryDelay.seconds) * 1000 + retry.retryDelay.nanos / 1_000_000,
  };
}

/** Runs a call that has to fail, and checks what every error has to carry. */
export async function failureOf(call: Promise<unknown>): Promise<SeenError> {
  const seen = await call.then(
    () => {
      throw new TypeError('The call succeeded, and should not have');
    },
    (error: unknown) => look(error),
  );
  if (seen.domain !== 'authfactor.dev' || !(seen.reason !== undefined && seen.reason in ErrorReason)) {
    throw new TypeError(`The error carries no ErrorInfo of the contract: ${JSON.stringify(seen)}`);
  }
  return seen;
}

export const requestId = '0b9f3c0e-5d6a-4e0e-9a57-4f3f0d9a8a11';
export const subject = { tenantId: 'default', subjectId: 'alice' };
