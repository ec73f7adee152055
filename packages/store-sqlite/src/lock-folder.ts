import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '@authfactor/engine';
import { createPrivateFile } from './private-files.ts';
import { toStoreError } from './sqlite-fault.ts';

/** SQLITE_BUSY */
const busy = 5;

/**
 * Takes the data folder for this process until it is disposed or the process ends, however that happens: the operating
 * system drops the lock. It is an exclusive transaction on an empty database beside the real one, so that a backup can
 * read the real one meanwhile. The file stays: removing a lock file lets two processes each lock their own.
 *
 * @throws StoreError `unavailable` if another process, or another store of this one, has the folder
 */
export function lockFolder(folder: string): Disposable {
  const path = join(folder, 'authfactor.lock');
  createPrivateFile(path);
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(path, { timeout: 0 });
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    const held = lock;
    return { [Symbol.dispose]: () => held.close() };
  } catch (error) {
    lock?.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === busy) {
      throw new StoreError(
        'unavailable',
        `The data folder ${folder} is in use by another server: stop it, or give this one a folder of its own`,
      );
    }
    throw toStoreError(error);
  }
}
