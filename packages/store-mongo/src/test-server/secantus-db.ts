import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A MongoDB-compatible server from the Python package index that passes the store suite. */
export const SECANTUS_DB_VERSION = '0.7.0b3';

const run = promisify(execFile);

const programs = process.platform === 'win32' ? 'Scripts' : 'bin';

const folderIn = (cacheFolder: string): string => join(cacheFolder, `secantusdb-${SECANTUS_DB_VERSION}`);

/** The Python that has it, where it is set up. */
export function findSecantusDb(cacheFolder: string): string | undefined {
  const python = join(folderIn(cacheFolder), programs, 'python');
  return existsSync(python) ? python : undefined;
}

/**
 * Installs it into a folder of its own, unless it is there: some seconds, 150 MB. Several processes may do it at once.
 *
 * @throws Error without `python3` and its `venv`, or where the package index is not reached
 */
export async function setUpSecantusDb(cacheFolder: string): Promise<string> {
  const present = findSecantusDb(cacheFolder);
  if (present !== undefined) return present;
  await mkdir(cacheFolder, { recursive: true });
  const folder = await mkdtemp(join(cacheFolder, 'setup-'));
  try {
    await run('python3', ['-m', 'venv', folder]);
    const python = join(folder, programs, 'python');
    await run(python, ['-m', 'pip', 'install', '--quiet', '--only-binary=:all:', `secantusdb==${SECANTUS_DB_VERSION}`]);
    // Whole or not at all; what another process has put there meanwhile is as good.
    await rename(folder, folderIn(cacheFolder)).catch(() => undefined);
  } catch (error) {
    throw new Error('SecantusDB cannot be installed: it needs python3 with venv and pip, and the package index', {
      cause: error,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const python = findSecantusDb(cacheFolder);
  if (python === undefined) throw new Error(`SecantusDB cannot be put into ${cacheFolder}: check its permissions`);
  return python;
}
