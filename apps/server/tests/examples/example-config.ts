import { homedir } from 'node:os';
import { join } from 'node:path';

/** How the examples in other languages are set up. */
export interface ExampleConfig {
  /** Whether a toolchain that is absent fails the tests, instead of skipping them. */
  readonly required: boolean;
  /** Where what was set up is kept between runs. */
  readonly cacheFolder: string;
}

export function envToExampleConfig(env: Readonly<Record<string, string | undefined>>): ExampleConfig {
  const cache = env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return {
    required: (env.REQUIRE_EXAMPLES ?? '') !== '',
    cacheFolder: join(cache, 'authfactor', 'examples'),
  };
}
