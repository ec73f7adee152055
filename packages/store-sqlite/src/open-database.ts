import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '@authfactor/engine';
import { migrate } from './migrations.ts';
import { closeToOthers, createPrivateFile } from './private-files.ts';
import { toStoreError } from './sqlite-fault.ts';

/** How long a call waits for another program that reads or writes the file, ms. It blocks the whole process. */
const busyTimeout = 500;

/*
 * synchronous and fullfsync: a write that returned is on the disk. secure_delete: deleted content is overwritten.
 * temp_store: no document reaches a temporary file.
 */
const pragmas = `
  PRAGMA synchronous = FULL;
  PRAGMA fullfsync = ON;
  PRAGMA checkpoint_fullfsync = ON;
  PRAGMA secure_delete = ON;
  PRAGMA temp_store = MEMORY;
  PRAGMA trusted_schema = OFF;
  PRAGMA cell_size_check = ON;
`;

/**
 * Opens the database of a data folder, makes it if there is none, and brings it to the newest version. The caller holds
 * the folder's lock.
 *
 * @throws StoreError
 */
export function openDatabase(folder: string): DatabaseSync {
  const path = join(folder, 'authfactor.db');
  createPrivateFile(path);
  // SQLite gives these the mode of the database when it makes them; they may be left from one that was open to others.
  for (const ending of ['-wal', '-shm']) closeToOthers(`${path}${ending}`);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: busyTimeout, defensive: true });
    database.exec(pragmas);
    const mode = database.prepare('PRAGMA journal_mode = WAL').get()?.journal_mode;
    if (mode !== 'wal') {
      throw new StoreError('unavailable', `The data folder ${folder} does not allow SQLite's WAL: use a local disk`);
    }
    migrate(database);
    return database;
  } catch (error) {
    database?.close();
    throw toStoreError(error);
  }
}
