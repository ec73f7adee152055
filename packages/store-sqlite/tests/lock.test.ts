import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import { sampleAccount } from '@authfactor/conformance/store';
import { expect, it } from 'vitest';
import { createSqliteStore } from '../src/index.ts';
import { type Child, startChild } from './children/start-child.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

const holdFolder = new URL('children/hold-folder.ts', import.meta.url);

/** What a second process says that opens the folder, before it is killed. */
async function openElsewhere(folder: string): Promise<string> {
  using child = startChild(holdFolder, folder);
  return await firstLine(child);
}

async function firstLine(child: Child): Promise<string> {
  const [line]: unknown[] = await once(child.lines, 'line');
  return String(line);
}

async function kill(child: Child): Promise<void> {
  const exit = once(child.process, 'exit');
  child.process.kill('SIGKILL');
  await exit;
}

it('a second server on a folder is refused, in its own words, while the first goes on', async () => {
  using folder = createTemporaryFolder();
  await using store = createSqliteStore({ folder: folder.path });
  const second = await openElsewhere(folder.path);
  expect(second).toContain(`The data folder ${folder.path} is in use by another server`);
  expect(await store.writeAccount(sampleAccount(), undefined)).toBe(true);
});

it('a second store of one process is refused and does not break the lock of the first', async () => {
  using folder = createTemporaryFolder();
  await using store = createSqliteStore({ folder: folder.path });
  expect(() => createSqliteStore({ folder: folder.path })).toThrow('is in use by another server');
  // Closing any descriptor of a locked file would have dropped the lock of the whole process.
  expect(await openElsewhere(folder.path)).toContain('is in use by another server');
  await store.ready();
});

it('a killed server gives the folder back', async () => {
  using folder = createTemporaryFolder();
  using first = startChild(holdFolder, folder.path);
  expect(await firstLine(first)).toBe('open');
  expect(() => createSqliteStore({ folder: folder.path })).toThrow('is in use by another server');
  await kill(first);
  await using store = createSqliteStore({ folder: folder.path });
  await store.ready();
});

it('a store that was closed gives the folder back', async () => {
  using folder = createTemporaryFolder();
  for (let time = 0; time < 3; time += 1) {
    await using store = createSqliteStore({ folder: folder.path });
    await store.ready();
  }
});

it('a store that could not be opened does not hold the folder', async () => {
  using folder = createTemporaryFolder();
  await createSqliteStore({ folder: folder.path })[Symbol.asyncDispose]();
  const path = `${folder.path}/authfactor.db`;
  const setVersion = (version: number): void => {
    using database = new DatabaseSync(path);
    database.exec(`PRAGMA user_version = ${version}`);
  };
  setVersion(99);
  expect(() => createSqliteStore({ folder: folder.path })).toThrow('run the newer one');
  setVersion(1);
  await using store = createSqliteStore({ folder: folder.path });
  await store.ready();
});

it('a backup reads the database of a running server', async () => {
  using folder = createTemporaryFolder();
  await using store = createSqliteStore({ folder: folder.path });
  await store.writeAccount(sampleAccount(), undefined);
  using reader = new DatabaseSync(`${folder.path}/authfactor.db`, { readOnly: true });
  expect(reader.prepare('SELECT count(*) AS count FROM accounts').get()).toMatchObject({ count: 1 });
});
