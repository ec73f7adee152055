import { chmod, mkdtemp, readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readOrCreateKeyFile } from './key-file.ts';

const freshFolder = () => mkdtemp(join(tmpdir(), 'authfactor-'));

test('the file is made once, for its owner only, and leaves nothing beside it', async () => {
  const folder = join(await freshFolder(), 'data');
  const file = join(folder, 'key');
  expect(await readOrCreateKeyFile(file, () => 'first')).toEqual({ text: 'first', created: true });
  expect(await readOrCreateKeyFile(file, () => 'second')).toEqual({ text: 'first', created: false });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect(await readdir(folder)).toEqual(['key']);
});

test('of many that make it at once, the first one wins for all', async () => {
  const file = join(await freshFolder(), 'key');
  const all = await Promise.all(Array.from({ length: 20 }, (_, i) => readOrCreateKeyFile(file, () => `key ${i}`)));
  expect(new Set(all.map(({ text }) => text))).toEqual(new Set([await readFile(file, 'utf8')]));
  expect(all.filter(({ created }) => created)).toHaveLength(1);
});

test('a key that others may read is refused', async () => {
  const file = join(await freshFolder(), 'key');
  await readOrCreateKeyFile(file, () => 'key');
  await chmod(file, 0o640);
  await expect(readOrCreateKeyFile(file, () => 'key')).rejects.toThrow(/set its mode to 0600/);
});
