import type { DatabaseSync } from 'node:sqlite';
import { StoreError } from '@authfactor/engine';
import { inTransaction } from './in-transaction.ts';

/*
 * Keys are TEXT with SQLite's default collation, which compares bytes (NUL included). Documents are JSON text; a column
 * beside them is there because a query needs it. Times are REAL, which holds whole milliseconds exactly. Only the
 * primary key is UNIQUE.
 */
const initial = `
  CREATE TABLE accounts (
    tenant TEXT NOT NULL,
    factor_type TEXT NOT NULL,
    subject TEXT NOT NULL,
    version INTEGER NOT NULL,
    has_outbox INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (tenant, factor_type, subject)
  ) STRICT;
  CREATE INDEX accounts_by_subject ON accounts (tenant, subject);
  CREATE INDEX accounts_with_outbox ON accounts (tenant, factor_type, subject) WHERE has_outbox = 1;

  CREATE TABLE settings (
    tenant TEXT NOT NULL,
    factor_type TEXT NOT NULL,
    version INTEGER NOT NULL,
    has_outbox INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (tenant, factor_type)
  ) STRICT;
  CREATE INDEX settings_with_outbox ON settings (tenant, factor_type) WHERE has_outbox = 1;

  CREATE TABLE challenges (
    id TEXT NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL,
    subject TEXT NOT NULL,
    delete_after REAL NOT NULL,
    document TEXT NOT NULL
  ) STRICT;
  CREATE INDEX challenges_by_subject ON challenges (tenant, subject);
  CREATE INDEX challenges_by_end ON challenges (delete_after);

  CREATE TABLE events (
    id TEXT NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL,
    subject TEXT NOT NULL,
    factor_type TEXT NOT NULL,
    type TEXT NOT NULL,
    recorded_at REAL NOT NULL,
    document TEXT NOT NULL
  ) STRICT;
  CREATE INDEX events_in_order ON events (tenant, recorded_at, id);
  CREATE INDEX events_of_subject ON events (tenant, subject, recorded_at, id);
  CREATE INDEX events_by_time ON events (recorded_at);

  CREATE TABLE readiness (one INTEGER PRIMARY KEY CHECK (one = 1), checks INTEGER NOT NULL) STRICT;
  INSERT INTO readiness VALUES (1, 0);
`;

/** The n-th brings a database from version n to n + 1. Never edit one that was released: add the next. */
export const migrations: readonly string[] = [initial];

/**
 * Brings the database to the newest version, one transaction a step: a crash leaves it between two versions.
 *
 * @throws StoreError `unavailable` if the database is newer than this program
 */
export function migrate(database: DatabaseSync, steps: readonly string[] = migrations): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  if (version > steps.length) {
    throw new StoreError(
      'unavailable',
      `The database has version ${version} and this program knows versions up to ${steps.length}: run the newer one`,
    );
  }
  for (const [index, step] of steps.entries()) {
    if (index < version) continue;
    inTransaction(database, () => database.exec(`${step}; PRAGMA user_version = ${index + 1}`));
  }
}
