import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { migrate, migrations } from './migrations.ts';

const open = (): DatabaseSync => new DatabaseSync(':memory:');

const versionOf = (database: DatabaseSync): unknown => database.prepare('PRAGMA user_version').get()?.user_version;

const tablesOf = (database: DatabaseSync): readonly unknown[] =>
  database
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
    .all()
    .map((row) => row.name);

it('an empty database becomes the newest version, and stays as it is', () => {
  using database = open();
  migrate(database);
  const tables = tablesOf(database);
  expect(versionOf(database)).toBe(migrations.length);
  expect(tables).toEqual(['accounts', 'challenges', 'events', 'readiness', 'settings']);
  migrate(database);
  expect(versionOf(database)).toBe(migrations.length);
  expect(tablesOf(database)).toEqual(tables);
});

it('an older database gets the steps that it lacks, in order, once', () => {
  using database = open();
  migrate(database, ['CREATE TABLE a (x)']);
  migrate(database, ['CREATE TABLE a (x)', 'ALTER TABLE a RENAME TO b', 'CREATE TABLE c (x)']);
  expect(versionOf(database)).toBe(3);
  expect(tablesOf(database)).toEqual(['b', 'c']);
});

it('a step that fails leaves nothing and the version before it', () => {
  using database = open();
  const steps = ['CREATE TABLE a (x)', 'CREATE TABLE b (x); INSERT INTO nowhere VALUES (1)'];
  expect(() => migrate(database, steps)).toThrow('no such table: nowhere');
  expect(versionOf(database)).toBe(1);
  expect(tablesOf(database)).toEqual(['a']);
});

it('a newer database is refused and left as it is', () => {
  using database = open();
  database.exec(`PRAGMA user_version = ${migrations.length + 1}`);
  expect(() => migrate(database)).toThrow(
    `The database has version ${migrations.length + 1} and this program knows versions up to ${migrations.length}`,
  );
  expect(versionOf(database)).toBe(migrations.length + 1);
  expect(tablesOf(database)).toEqual([]);
});
