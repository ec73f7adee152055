import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sampleAccount } from '@authfactor/conformance/store';
import { expect, it } from 'vitest';
import { createSqliteStore } from '../src/index.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

it('a database that another program writes is unavailable for writes, until it ends', async () => {
  using folder = createTemporaryFolder();
  await using store = createSqliteStore({ folder: folder.path });
  await store.writeAccount(sampleAccount({ version: 1 }), undefined);
  using other = new DatabaseSync(join(folder.path, 'authfactor.db'));
  other.exec('BEGIN IMMEDIATE');
  const busy = { code: 'unavailable', message: expect.stringContaining('busy') };
  await expect(store.writeAccount(sampleAccount({ version: 2 }), 1)).rejects.toMatchObject(busy);
  await expect(store.ready()).rejects.toMatchObject(busy);
  expect((await store.readAccount(sampleAccount()))?.version).toBe(1);
  other.exec('ROLLBACK');
  await store.ready();
  expect(await store.writeAccount(sampleAccount({ version: 2 }), 1)).toBe(true);
});

it('a full database refuses what has no room, keeps the rest and heals', async () => {
  using folder = createTemporaryFolder();
  await using store = createSqliteStore({ folder: folder.path });
  await store.writeAccount(sampleAccount({ version: 1 }), undefined);
  // A trigger raises what a full disk would: SQLite's own FULL needs a disk of its own.
  using other = new DatabaseSync(join(folder.path, 'authfactor.db'));
  other.exec(`CREATE TRIGGER full BEFORE UPDATE ON accounts BEGIN SELECT RAISE(ABORT, 'full'); END`);
  await expect(store.writeAccount(sampleAccount({ version: 2 }), 1)).rejects.toMatchObject({ code: 'unavailable' });
  expect((await store.readAccount(sampleAccount()))?.version).toBe(1);
  other.exec('DROP TRIGGER full');
  expect(await store.writeAccount(sampleAccount({ version: 2 }), 1)).toBe(true);
});
