import { createAssertionSigner } from '@authfactor/assertion/sign';
import { createClock, createEngine, type Engine, type Store } from '@authfactor/engine';
import type { Factor } from '@authfactor/factor';
import { createKeyring } from '@authfactor/keyring';
import {
  type Authenticator,
  createGrpcServer,
  createHttpServer,
  createJwtAuthenticator,
  createService,
  type ListenAddress,
  type Listener,
  type Logger,
  printFault,
} from '@authfactor/service';
import { createScryptKdf, type Kdf } from '@authfactor/soft-pin';
import { createMongoStore } from '@authfactor/store-mongo';
import { createSqliteStore } from '@authfactor/store-sqlite';
import type { Config } from './config.ts';
import { type Keys, loadKeys } from './key-files.ts';
import { createLocalFactors } from './local-factors.ts';
import { createRemoteFactors, installRemoteFactors } from './remote-factors.ts';

/** What may be exchanged before it is composed. */
export interface Parts {
  readonly store: Store;
  readonly kdf: Kdf;
  /** Factors beside those of the configuration. */
  readonly factors: readonly Factor[];
}

/** A server that listens. */
export interface RunningServer {
  readonly grpc: ListenAddress;
  readonly http: ListenAddress;
  readonly engine: Engine;
  /** The key files that were made for it. */
  readonly createdFiles: readonly string[];
  /**
   * Health turns to NOT_SERVING, calls in flight have `deadlineMs` to finish, counted attempts run to their end, then
   * everything is given back. Gives whether every call finished by itself. May be called again.
   */
  stop(deadlineMs: number): Promise<boolean>;
}

/**
 * Joins store, factors, keys, engine and service as the configuration says, and listens. `exchange` gets the parts and
 * gives the ones to use. Rejects with `StoreError` where the data folder cannot be had, and where an address is taken;
 * everything that was opened is then given back.
 */
export const compose = async (
  config: Config,
  logger: Logger,
  exchange: (parts: Parts) => Parts = (parts) => parts,
): Promise<RunningServer> => {
  await using opened = new AsyncDisposableStack();
  // First of all: it refuses a folder that another server has, and a database that is not fit.
  const documents = opened.use(await openStore(config, logger));
  const keys = await loadKeys(config, documents);
  const { store, kdf, factors } = exchange({ store: documents, kdf: createScryptKdf(), factors: [] });

  const clock = opened.use(createClock({ store }));
  await clock.measure();
  const local = createLocalFactors(config, { keyring: createKeyring(keys.keyring), kdf, logger });
  for (const factor of local) opened.defer(async () => factor[Symbol.asyncDispose]?.());
  const remoteFactors = await createRemoteFactors(config.remoteFactors, logger);
  for (const remote of remoteFactors) opened.use(remote);
  const engine = opened.use(
    createEngine({
      store,
      factors: [...local, ...factors],
      expected: remoteFactors.map(({ factorType }) => factorType),
      clock,
      seeds: config.seeds,
      onFault: (fault) => logger.error({ fault: printFault(fault) }, 'a factor or work in the background failed'),
    }),
  );
  await installRemoteFactors(remoteFactors, engine, logger);
  const service = createService({
    engine,
    authenticator: createAuthenticator(config, keys, clock.now),
    signer: createAssertionSigner({ key: keys.signingKey, keyId: keys.signingKey.kid, issuer: config.issuer }),
    logger,
    now: clock.now,
  });
  const tls = config.tls === undefined ? {} : { tls: tlsOptions(config.tls) };
  const grpc = opened.use(await createGrpcServer({ service, listen: config.grpcListen, ...tls }));
  const http = opened.use(await createHttpServer({ service, listen: config.httpListen, ...tls }));

  const resources = opened.move();
  return {
    grpc: grpc.address,
    http: http.address,
    engine,
    createdFiles: keys.created,
    async stop(deadlineMs) {
      const inTime = await closeAll([grpc, http], deadlineMs);
      await resources.disposeAsync();
      return inTime;
    },
  };
};

const openStore = async ({ store, dataDir }: Config, logger: Logger): Promise<Store> => {
  if (store.kind === 'sqlite') return createSqliteStore({ folder: dataDir });
  const mongo = await createMongoStore({ uri: store.uri });
  logger.info({ server: mongo.server.name, version: mongo.server.version }, 'connected to the store');
  for (const notice of mongo.notices) logger.warn({ notice }, 'the store does without');
  return mongo;
};

const closeAll = async (listeners: readonly Listener[], deadlineMs: number): Promise<boolean> => {
  const closed = await Promise.all(listeners.map((listener) => listener.close(deadlineMs)));
  return closed.every((inTime) => inTime);
};

/** Tokens expire by the store's clock too: this process's own may be wrong. */
const createAuthenticator = ({ tokens }: Config, { localIssuer }: Keys, now: () => number): Authenticator => {
  const { issuer, audience } = tokens;
  if (tokens.kind === 'jwks') {
    const { jwksUrl, subjectClaim, tenantClaim } = tokens;
    const issuers = [{ issuer, audience, jwks: jwksUrl }];
    return createJwtAuthenticator({ issuers, subjectClaim, tenantsClaim: tenantClaim, now });
  }
  const keys = localIssuer === undefined ? [] : [localIssuer.publicJwk];
  return createJwtAuthenticator({ issuers: [{ issuer, audience, jwks: { keys } }], now });
};

const tlsOptions = ({ cert, key, clientCa }: NonNullable<Config['tls']>) => ({
  cert,
  key,
  ...(clientCa === undefined ? {} : { ca: clientCa, requestCert: true }),
});
