import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
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

it.skipIf(process.platform === 'win32')('a disk that takes no more refuses, keeps what it has and heals', async () => {
  using folder = createTemporaryFolder();
  const script = fileURLToPath(new URL('children/fill-disk.ts', import.meta.url));
  // The shell's limit on the size of a file stands for the disk's end.
  const node = [process.execPath, '--conditions=@authfactor/source', script, folder.path];
  const child = spawnSync('sh', ['-c', 'ulimit -f 1000; exec "$0" "$@"', ...node], { encoding: 'utf8' });
  const { written, read, codes } = JSON.parse(child.stdout);
  expect(written).toBeGreaterThan(0);
  expect(read).toBe(written);
  expect(codes).toEqual(['unavailable', 'unavailable']);
  await using store = createSqliteStore({ folder: folder.path });
  let kept = 0;
  for await (const account of store.walkAccounts()) kept += account.history.length;
  expect(kept).toBe(written);
  expect(await store.writeAccount(sampleAccount(), undefined)).toBe(true);
});
