import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { StoreError } from '@authfactor/engine';

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/**
 * Makes the folder, for its owner only, if it is absent. One that is there keeps its mode.
 *
 * @throws StoreError `unavailable`
 */
export function createPrivateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StoreError('unavailable', `The data folder ${folder} cannot be made: check its path and permissions`, {
      cause: error,
    });
  }
}

/**
 * Makes an empty file if there is none, and in any case leaves it readable and writable by its owner only. A file that
 * is there is not opened: closing it would drop the locks that SQLite holds on it in this process
 * (https://sqlite.org/howtocorrupt.html section 2.2).
 *
 * @throws StoreError `unavailable`
 */
export function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') {
      throw new StoreError('unavailable', `The file ${path} cannot be made: check the permissions of its folder`, {
        cause: error,
      });
    }
  }
  closeToOthers(path);
}

/** Takes other users' rights to a file, if it is there. */
export function closeToOthers(path: string): void {
  try {
    chmodSync(path, 0o600);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw new StoreError('unavailable', `The file ${path} belongs to someone else: run as its owner`, { cause: error });
  }
}
