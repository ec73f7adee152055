import type { DatabaseSync } from 'node:sqlite';
import { decodeDocument, type EventRecord, encodeDocument } from '@authfactor/engine';

export interface VersionedDocument {
  readonly schema: 1;
  readonly version: number;
  readonly outbox: readonly EventRecord[];
}

interface VersionedTable<T> {
  readonly name: 'accounts' | 'settings';
  /** The key's columns, in the order of the primary key, with the document's fields that they hold. */
  readonly key: readonly (readonly [column: string, field: keyof T & string])[];
}

export interface VersionedDocuments<T, K> {
  read(key: K): T | undefined;
  write(next: T, expected: number | undefined): boolean;
  listOutboxes(limit: number): readonly K[];
  /** In the order of the key, strictly after `after`. */
  readPage(after: K | undefined, limit: number): readonly T[];
}

/** Documents of one table, written by compare-and-set. */
export function createVersionedDocuments<T extends VersionedDocument & K, K extends object>(
  database: DatabaseSync,
  table: VersionedTable<K>,
): VersionedDocuments<T, K> {
  const columns = table.key.map(([column]) => column).join(', ');
  const marks = table.key.map(() => '?').join(', ');
  const isKey = `(${columns}) = (${marks})`;
  const valuesOf = (key: K): string[] => table.key.map(([, field]) => String(key[field]));
  const keyOf = (row: Record<string, unknown>): K =>
    Object.fromEntries(table.key.map(([column, field]) => [field, row[column]])) as K;
  const decode = (row: Record<string, unknown>): T =>
    decodeDocument<T>(String(row.document), { ...keyOf(row), version: row.version } as Partial<T>);

  const select = `SELECT ${columns}, version, document FROM ${table.name}`;
  const read = database.prepare(`${select} WHERE ${isKey}`);
  const first = database.prepare(`${select} ORDER BY ${columns} LIMIT ?`);
  const next = database.prepare(`${select} WHERE (${columns}) > (${marks}) ORDER BY ${columns} LIMIT ?`);
  const insert = database.prepare(
    `INSERT INTO ${table.name} (version, has_outbox, document, ${columns}) VALUES (?, ?, ?, ${marks})
     ON CONFLICT DO NOTHING`,
  );
  const update = database.prepare(
    `UPDATE ${table.name} SET version = ?, has_outbox = ?, document = ? WHERE ${isKey} AND version = ?`,
  );
  const pending = database.prepare(`SELECT ${columns} FROM ${table.name} WHERE has_outbox = 1 LIMIT ?`);

  return {
    read(key) {
      const row = read.get(...valuesOf(key));
      return row === undefined ? undefined : decode(row);
    },
    write(document, expected) {
      const values = [document.version, document.outbox.length > 0 ? 1 : 0, encodeDocument(document)];
      const { changes } =
        expected === undefined
          ? insert.run(...values, ...valuesOf(document))
          : update.run(...values, ...valuesOf(document), expected);
      return changes === 1;
    },
    listOutboxes: (limit) => pending.all(limit).map(keyOf),
    readPage: (after, limit) => (after ? next.all(...valuesOf(after), limit) : first.all(limit)).map(decode),
  };
}
