import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createMongoStore, type MongoStore } from '@authfactor/store-mongo';
import {
  createFreshDatabase,
  envToConfig,
  findMongo,
  type MongoSource,
  type TestMongo,
} from '@authfactor/store-mongo/test-server';
import { describe } from 'vitest';
import { freshDataDir, type ServerProcess, startServer } from './running-server.ts';

/** Many server processes on one database, with the same keys. Disposing stops them, and the database's server. */
export interface MongoDeployment extends AsyncDisposable {
  readonly mongo: TestMongo;
  /** Names the deployment's own database. */
  readonly uri: string;
  /** What is stored, read past the servers. */
  readonly store: MongoStore;
  /** One more server process. */
  start(options?: DeployedOptions): Promise<ServerProcess>;
  /** How often a PIN was hashed, for enrolling or comparing it, by the salt of its record. */
  hashings(): Promise<ReadonlyMap<string, number>>;
}

interface DeployedOptions {
  /** The database's, by another way. */
  readonly uri?: string;
  /** How wrong the process's own clock is. */
  readonly clockErrorMs?: number;
}

const QUICK_SCRYPT = new URL('./quick-scrypt.ts', import.meta.url);
const SHIFTED_CLOCK = new URL('./shifted-clock.ts', import.meta.url);

/** Long enough that a fault finds many comparisons under way. */
const HASHING_MS = 60;

const config = envToConfig(process.env);
const source = findMongo(config);

/** Tests of a deployment on MongoDB; skipped where there is none, which the suite of the store says aloud. */
export function describeOnMongo(name: string, tests: (source: MongoSource) => void): void {
  if (source !== undefined) describe(name, () => tests(source));
  else if (config.required) throw new Error('There is no MongoDB, and REQUIRE_MONGODB demands one');
  else describe.skip(`${name} (skipped: there is no MongoDB)`, () => undefined);
}

export async function deployOn(source: MongoSource): Promise<MongoDeployment> {
  await using opened = new AsyncDisposableStack();
  const mongo = opened.use(await source.start());
  const { uri } = opened.use(createFreshDatabase(mongo));
  const store = opened.use(await createMongoStore({ uri }));
  const dataDir = await freshDataDir();
  const hashed = join(dataDir, 'hashed');
  const resources = opened.move();
  return {
    mongo,
    uri,
    store,
    async start({ uri: way = uri, clockErrorMs = 0 } = {}) {
      const env = {
        AUTHFACTOR_STORE: way,
        AUTHFACTOR_FACTORS: 'soft-pin,totp',
        AUTHFACTOR_TOTP_PERIOD: '60s',
        AUTHFACTOR_LOG_LEVEL: 'info',
        AUTHFACTOR_DRAIN_DEADLINE: '1s',
        QUICK_SCRYPT_FILE: hashed,
        QUICK_SCRYPT_MS: String(HASHING_MS),
        SHIFTED_CLOCK_MS: String(clockErrorMs),
      };
      const server = await startServer({ dataDir, env, preload: [QUICK_SCRYPT, SHIFTED_CLOCK] });
      resources.use(server);
      return server;
    },
    async hashings() {
      const counts = new Map<string, number>();
      const salts = (await readFile(hashed, 'utf8')).trim().split('\n');
      for (const salt of salts) counts.set(salt, (counts.get(salt) ?? 0) + 1);
      return counts;
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
