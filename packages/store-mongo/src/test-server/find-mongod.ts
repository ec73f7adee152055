import { accessSync, constants, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestServerConfig } from './config.ts';

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** MongoDB's own server: on the PATH, or among what mongodb-memory-server has downloaded, the newest name first. */
export function findMongod({
  path,
  memoryServerFolders,
}: Pick<TestServerConfig, 'path' | 'memoryServerFolders'>): string | undefined {
  const names = ['mongod', 'mongod.exe'];
  const onPath = path.flatMap((folder) => names.map((name) => join(folder, name)));
  const downloaded = memoryServerFolders.flatMap((folder) =>
    namesIn(folder)
      .filter((name) => /^mongod(?!.*\.(?:lock|md5|tgz|zip)$)/.test(name))
      .toSorted()
      .toReversed()
      .map((name) => join(folder, name)),
  );
  return [...onPath, ...downloaded].find(isProgram);
}
