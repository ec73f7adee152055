import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDurationWithin } from './settings/duration.ts';
import { createEnvironmentReader } from './settings/environment-reader.ts';
import { type FactorsConfig, readFactors } from './settings/factors.ts';
import { isLoopback, type ListenAddress, parseListenAddress } from './settings/listen-address.ts';
import { type OktaPrivateKey, parseOktaPrivateKey } from './settings/okta-private-key.ts';
import { mistaken, type Parsed, parsed } from './settings/parsed.ts';
import { readProperties, type SettingsSeed } from './settings/properties.ts';
import { type RemoteFactorConfig, readRemoteFactors } from './settings/remote-factors.ts';
import { parseStore, type StoreConfig } from './settings/store.ts';
import { parseBoolean, parseChoice, parseCount, parseName } from './settings/text.ts';
import { readTls, type TextFile, type TlsConfig } from './settings/tls.ts';
import { readTokenSource, type TokenSource } from './settings/token-source.ts';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** The checked configuration. Every path is absolute. */
export interface Config extends FactorsConfig {
  readonly dataDir: string;
  readonly grpcListen: ListenAddress;
  readonly httpListen: ListenAddress;
  readonly store: StoreConfig;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** This service, as `iss` of its assertions. */
  readonly issuer: string;
  readonly tokens: TokenSource;
  readonly tls?: TlsConfig;
  readonly insecurePlaintext: boolean;
  readonly drainDeadlineMs: number;
  readonly kdfSlots: number;
  readonly keyringFile: string;
  readonly signingKeyFile: string;
  readonly propertiesFile?: string;
  readonly seeds: readonly SettingsSeed[];
  readonly remoteFactors: readonly RemoteFactorConfig[];
  /** Names in the properties file that mean nothing here, or to no factor that is installed. */
  readonly ignoredProperties: readonly string[];
}

export type ConfigReading =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly mistakes: readonly string[] };

/** What the environment is read against. */
export interface Machine {
  readonly cores: number;
  /** The text of a file; throws where it cannot be read. */
  readFile(path: string): string;
  /** The text of a file with a key, and whether others than its owner may read it; throws where it cannot be read. */
  readKeyFile(path: string): { readonly text: string; readonly exposed: boolean };
}

/** Holds `apps/`, both from source and from a build. */
const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Reads the configuration from environment variables (the names are in `SETTINGS`). Every mistake is listed, not only
 * the first. A variable that is empty counts as absent. Relative paths start at the repository's root, so that they are
 * the same for every command.
 */
export const envToConfig = (env: Readonly<Record<string, string | undefined>>, machine: Machine): ConfigReading => {
  const reader = createEnvironmentReader(env);
  const readFile = (text: string) => readTextFile(machine, resolvePath(text));

  const dataDir = reader.take('AUTHFACTOR_DATA_DIR', parsePath, join(REPOSITORY, '.authfactor'));
  const grpcListen = reader.take('AUTHFACTOR_GRPC_LISTEN', parseListenAddress, { host: '127.0.0.1', port: 50_051 });
  const httpListen = reader.take('AUTHFACTOR_HTTP_LISTEN', parseListenAddress, { host: '127.0.0.1', port: 8080 });
  if (grpcListen.port !== 0 && grpcListen.port === httpListen.port && grpcListen.host === httpListen.host) {
    reader.note('AUTHFACTOR_GRPC_LISTEN and AUTHFACTOR_HTTP_LISTEN must differ; give each a port of its own');
  }
  const tls = readTls(reader, readFile);
  const insecurePlaintext = reader.take('AUTHFACTOR_INSECURE_PINS_IN_CLEAR_ON_NETWORK', parseBoolean, false);
  if (tls === undefined && !insecurePlaintext) {
    if (!isLoopback(grpcListen)) reader.note(exposed('AUTHFACTOR_GRPC_LISTEN'));
    if (!isLoopback(httpListen)) reader.note(exposed('AUTHFACTOR_HTTP_LISTEN'));
  }
  const local = readFactors(reader, (text) => readOktaKey(machine, resolvePath(text)));
  const remotes = reader.take('AUTHFACTOR_REMOTE_FACTORS', readFile, undefined);
  const remoteFactors = readRemoteFactors(remotes?.text ?? '[]', readFile, local.factors);
  for (const mistake of remoteFactors.mistakes) reader.note(`AUTHFACTOR_REMOTE_FACTORS ${mistake}`);
  const installed: readonly string[] = [...local.factors, ...remoteFactors.factors.map(({ factorType }) => factorType)];
  const properties = reader.take('AUTHFACTOR_PROPERTIES', readFile, undefined);
  const { seeds, ignored, mistakes } = readProperties(properties?.text ?? '', (type) => installed.includes(type));
  for (const mistake of mistakes) reader.note(`AUTHFACTOR_PROPERTIES ${mistake}`);

  const config: Config = {
    dataDir,
    grpcListen,
    httpListen,
    store: reader.take('AUTHFACTOR_STORE', parseStore, { kind: 'sqlite' }),
    logLevel: reader.take('AUTHFACTOR_LOG_LEVEL', parseChoice(LOG_LEVELS), 'info'),
    issuer: reader.take('AUTHFACTOR_ISSUER', parseName, 'authfactor'),
    tokens: readTokenSource(reader),
    ...(tls === undefined ? {} : { tls }),
    insecurePlaintext,
    drainDeadlineMs: reader.take('AUTHFACTOR_DRAIN_DEADLINE', parseDurationWithin(0, 600_000), 25_000),
    kdfSlots: reader.take('AUTHFACTOR_KDF_SLOTS', parseCount(1, 256), machine.cores),
    keyringFile: reader.take('AUTHFACTOR_KEYRING_FILE', parsePath, join(dataDir, 'keyring.json')),
    signingKeyFile: reader.take('AUTHFACTOR_SIGNING_KEY_FILE', parsePath, join(dataDir, 'signing-key.json')),
    ...(properties === undefined ? {} : { propertiesFile: properties.path }),
    seeds,
    ...local,
    remoteFactors: remoteFactors.factors,
    ignoredProperties: ignored,
  };
  return reader.mistakes.length > 0 ? { ok: false, mistakes: reader.mistakes } : { ok: true, config };
};

const exposed = (name: string): string =>
  `${name} can be reached from the network without TLS; set AUTHFACTOR_TLS_CERT_FILE and AUTHFACTOR_TLS_KEY_FILE, or listen on 127.0.0.1`;

const resolvePath = (text: string): string => (isAbsolute(text) ? text : resolve(REPOSITORY, text));

const parsePath = (text: string): Parsed<string> => parsed(resolvePath(text));

const readTextFile = (machine: Machine, path: string): Parsed<TextFile> => {
  try {
    return parsed({ path, text: machine.readFile(path) });
  } catch {
    return mistaken(`names a file that cannot be read: ${path}`);
  }
};

const readOktaKey = (machine: Machine, path: string): Parsed<OktaPrivateKey> => {
  let file: ReturnType<Machine['readKeyFile']>;
  try {
    file = machine.readKeyFile(path);
  } catch {
    return mistaken(`names a file that cannot be read: ${path}`);
  }
  return parseOktaPrivateKey({ path, ...file });
};
