import { parseArgs } from 'node:util';
import { createFreshDatabase, envToConfig, findMongo, identify } from '@authfactor/store-mongo/test-server';

/** The store that a benchmark runs on. Disposing it ends what was started for it. */
export interface BenchStore extends AsyncDisposable {
  /** As `AUTHFACTOR_STORE` takes it. */
  readonly setting: string;
  readonly name: string;
}

/** The `mongodb://` URL after `--store`; with `--mongo` a MongoDB as the tests have it; otherwise SQLite. */
export async function openBenchStore(args: readonly string[]): Promise<BenchStore> {
  const { store, mongo } = parseArgs({
    args: [...args],
    options: { store: { type: 'string' }, mongo: { type: 'boolean' } },
  }).values;
  if (store !== undefined) return openNamed(store);
  return mongo === true ? startMongo() : { setting: 'sqlite', name: 'SQLite', [Symbol.asyncDispose]: async () => {} };
}

async function openNamed(setting: string): Promise<BenchStore> {
  return { setting, name: await nameOf(setting), [Symbol.asyncDispose]: async () => {} };
}

export async function startMongo(): Promise<BenchStore> {
  const source = findMongo(envToConfig(process.env));
  if (source === undefined) {
    throw new Error('There is no MongoDB: set MONGODB_URI, or run `node_modules/.bin/node scripts/get-mongo.ts`');
  }
  await using opened = new AsyncDisposableStack();
  const mongo = opened.use(await source.start());
  const { uri: setting } = opened.use(createFreshDatabase(mongo));
  const name = await nameOf(setting);
  const resources = opened.move();
  return { setting, name, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

async function nameOf(uri: string): Promise<string> {
  const { name, version } = await identify(uri);
  return `${name} ${version}`;
}
