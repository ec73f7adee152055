import type { DatabaseSync } from 'node:sqlite';

/** Runs `work` in one transaction. It is synchronous, so nothing else of this process comes in between. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // SQLite has rolled back by itself where the disk is full or failed.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
