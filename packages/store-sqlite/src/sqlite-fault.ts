import { StoreError, type StoreErrorCode } from '@authfactor/engine';

/** Primary result codes, https://sqlite.org/rescode.html */
const codes: ReadonlyMap<number, readonly [StoreErrorCode, string]> = new Map([
  [5, ['unavailable', 'The database is busy: another program holds it, wait for it or stop it']],
  [6, ['unavailable', 'The database is locked: another program holds it, wait for it or stop it']],
  [8, ['unavailable', 'The database cannot be written: check the permissions of the data folder']],
  [10, ['unavailable', 'The disk failed to read or write the database: check the disk']],
  [11, ['damaged', 'The database file is damaged: restore a backup']],
  [13, ['unavailable', 'The disk is full: make room']],
  [14, ['unavailable', 'The database cannot be opened: check that the data folder is there and can be written']],
  [18, ['too-large', 'The document is too large for the database and was not written']],
  [26, ['damaged', 'The database file is damaged or is not a database: restore a backup']],
]);

/**
 * What a fault of SQLite means to a caller of the store. The cause is kept: SQLite's own messages name tables and
 * columns, never a value.
 */
export function toStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  if (error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_STATE') {
    return new StoreError('unavailable', 'The store is closed: open it again', { cause: error });
  }
  const errcode = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  // The low byte is the primary code, the rest says more about it.
  const known = typeof errcode === 'number' ? codes.get(errcode & 0xff) : undefined;
  const [code, message] = known ?? ['unavailable', 'The database failed: see the cause'];
  return new StoreError(code, message, { cause: error });
}
