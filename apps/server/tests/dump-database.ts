import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

type Row = Readonly<Record<string, unknown>>;

const TABLES = ['accounts', 'settings', 'challenges', 'events'] as const;

/** Every row of a running server's database, to see that a call changed nothing. */
export function dumpDatabase(dataDir: string): Readonly<Record<string, readonly Row[]>> {
  const database = new DatabaseSync(join(dataDir, 'authfactor.db'), { readOnly: true });
  try {
    return Object.fromEntries(
      TABLES.map((table) => [table, database.prepare(`SELECT * FROM ${table} ORDER BY 1, 2, 3`).all()]),
    );
  } finally {
    database.close();
  }
}

/** How many documents have events that wait for the log: a drain would change them under a comparison. */
export const countOutboxes = (dataDir: string): number =>
  Object.values(dumpDatabase(dataDir))
    .flat()
    .filter((row) => row.has_outbox === 1).length;
