import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface TestServerConfig {
  /** A server that runs already. */
  readonly uri?: string;
  /** Whether tests fail, instead of being skipped, where there is no server. */
  readonly required: boolean;
  /** The folders of PATH. */
  readonly path: readonly string[];
  /** Where mongodb-memory-server keeps what it has downloaded. */
  readonly memoryServerFolders: readonly string[];
  /** Where `get-mongo` sets its server up. */
  readonly cacheFolder: string;
}

export function envToConfig(env: Readonly<Record<string, string | undefined>>, home = homedir()): TestServerConfig {
  const filled = (name: string): string | undefined => env[name] || undefined;
  const uri = filled('MONGODB_URI');
  const cache = filled('XDG_CACHE_HOME') ?? join(home, '.cache');
  const downloads = filled('MONGOMS_DOWNLOAD_DIR');
  return {
    ...(uri === undefined ? {} : { uri }),
    required: filled('REQUIRE_MONGODB') !== undefined,
    path: (filled('PATH') ?? '').split(delimiter).filter((folder) => folder !== ''),
    memoryServerFolders: [
      ...(downloads === undefined ? [] : [downloads]),
      join('node_modules', '.cache', 'mongodb-memory-server'),
      join(cache, 'mongodb-binaries'),
    ],
    cacheFolder: join(cache, 'authfactor'),
  };
}
