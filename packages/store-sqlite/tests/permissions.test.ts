import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleAccount } from '@authfactor/conformance/store';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSqliteStore } from '../src/index.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

const modeOf = (path: string): number => statSync(path).mode & 0o777;

const modes = (folder: string): Record<string, number> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, modeOf(join(folder, name))]));

const privateFiles = {
  'authfactor.db': 0o600,
  'authfactor.db-shm': 0o600,
  'authfactor.db-wal': 0o600,
  'authfactor.lock': 0o600,
};

let umask = 0;
beforeEach(() => {
  umask = process.umask(0);
});
afterEach(() => {
  process.umask(umask);
});

it.skipIf(process.platform === 'win32')('the folder and its files are made for their owner only', async () => {
  using folder = createTemporaryFolder();
  const path = join(folder.path, 'deep', 'data');
  await using store = createSqliteStore({ folder: path });
  await store.writeAccount(sampleAccount(), undefined);
  expect(modeOf(path)).toBe(0o700);
  expect(modes(path)).toEqual(privateFiles);
});

it.skipIf(process.platform === 'win32')('files that were open to others are closed to them', async () => {
  using folder = createTemporaryFolder();
  await createSqliteStore({ folder: folder.path })[Symbol.asyncDispose]();
  for (const name of readdirSync(folder.path)) chmodSync(join(folder.path, name), 0o666);
  await using store = createSqliteStore({ folder: folder.path });
  await store.writeAccount(sampleAccount(), undefined);
  expect(modes(folder.path)).toEqual(privateFiles);
});

it('a folder that cannot be made is named in the error', () => {
  using folder = createTemporaryFolder();
  const path = join(folder.path, 'file');
  writeFileSync(path, '');
  expect(() => createSqliteStore({ folder: join(path, 'data') })).toThrow(/The data folder .*data cannot be made/);
});
