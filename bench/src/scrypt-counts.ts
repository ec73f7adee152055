import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Tells how often scrypt ran in server processes, and for which record. */
export interface ScryptCounts {
  /** For `spawnServer`. */
  readonly preload: URL;
  readonly env: Readonly<Record<string, string>>;
  /** The salt of the record that it ran for, once for each run, the first one first. */
  salts(): readonly string[];
}

export function createScryptCounts(folder: string): ScryptCounts {
  const file = join(folder, 'scrypt-runs');
  return {
    preload: new URL('./count-scrypt.ts', import.meta.url),
    env: { COUNT_SCRYPT_FILE: file },
    salts: () => (existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []),
  };
}
