import { StoreError } from '@authfactor/engine';
import { EXIT, type ExitCode } from './cli/io.ts';
import { compose, type RunningServer } from './compose.ts';
import type { Config } from './config.ts';
import { createLogger } from './logger.ts';
import { formatListenAddress, type ListenAddress } from './settings/listen-address.ts';
import { describeStore } from './settings/store.ts';
import { waitForStop } from './stop-signal.ts';

/** What a parent process is told once the server listens. */
export interface ListeningMessage {
  readonly kind: 'listening';
  readonly grpcUrl: string;
  readonly httpUrl: string;
  /** The `iss` of assertions. */
  readonly issuer: string;
}

/** Runs the server until it is told to stop. `report` gets a sentence where it cannot start. */
export const serve = async (config: Config, report: (sentence: string) => void): Promise<ExitCode> => {
  const stop = waitForStop();
  try {
    return await run(config, report, stop);
  } finally {
    // An open message channel would keep the process alive.
    if (process.connected) process.disconnect?.();
  }
};

const run = async (config: Config, report: (sentence: string) => void, stop: Promise<string>): Promise<ExitCode> => {
  const logger = createLogger(config.logLevel);
  const { dataDir, store, factors, kdfSlots } = config;
  logger.info({ dataDir, store: describeStore(store), factors, kdfSlots }, 'starting');
  if (config.ignoredProperties.length > 0) {
    logger.warn({ file: config.propertiesFile, names: config.ignoredProperties }, 'properties that are not known here');
  }
  if (config.tls === undefined && config.insecurePlaintext) {
    logger.warn({}, 'listening without TLS: anyone on the way can read PINs and tokens');
  }
  let server: RunningServer;
  try {
    server = await compose(config, logger);
  } catch (error) {
    return explain(error, config, report);
  }
  for (const file of server.createdFiles) logger.info({ file }, 'made a key file');
  const message: ListeningMessage = {
    kind: 'listening',
    grpcUrl: urlOf(config, server.grpc),
    httpUrl: urlOf(config, server.http),
    issuer: config.issuer,
  };
  logger.info({ grpc: message.grpcUrl, http: message.httpUrl }, 'listening');
  if (process.connected) process.send?.(message);

  const why = await stop;
  logger.info({ why, deadlineMs: config.drainDeadlineMs }, 'stopping');
  const inTime = await server.stop(config.drainDeadlineMs);
  if (!inTime) logger.warn({}, 'calls were ended at the deadline');
  logger.info({}, 'stopped');
  return EXIT.done;
};

const urlOf = ({ tls }: Config, address: ListenAddress): string =>
  `${tls === undefined ? 'http' : 'https'}://${formatListenAddress(address)}`;

const explain = (error: unknown, config: Config, report: (sentence: string) => void): ExitCode => {
  if (error instanceof StoreError) {
    report(error.message);
    return EXIT.dataFolder;
  }
  if (!(error instanceof Error)) throw error;
  if (!('syscall' in error) || error.syscall !== 'listen' || !('code' in error)) {
    report(error.message);
    return EXIT.failed;
  }
  const port = 'port' in error ? error.port : undefined;
  const isGrpc = port === config.grpcListen.port;
  const setting = isGrpc ? 'AUTHFACTOR_GRPC_LISTEN' : 'AUTHFACTOR_HTTP_LISTEN';
  const address = formatListenAddress(isGrpc ? config.grpcListen : config.httpListen);
  if (error.code !== 'EADDRINUSE') {
    report(`${setting}: cannot listen on ${address} (${String(error.code)}); choose another address`);
    return EXIT.failed;
  }
  report(`${setting}: ${address} is taken by another program; stop it, or set another address`);
  return EXIT.addressInUse;
};
