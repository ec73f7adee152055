import { chmod, mkdtemp, readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readOrCreateKeyFile } from './key-file.ts';

const freshFolder = () => mkdtemp(join(tmpdir(), 'authfactor-'));

test('the file is made once, for its owner only, and leaves nothing beside it', async () => {
  const folder = join(await freshFolder(), 'data');
  const file = join(folder, 'key');
  expect(await readOrCreateKeyFile(file, () => 'first')).toBe('first');
  expect(await readOrCreateKeyFile(file, () => 'second')).toBe('first');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect(await readdir(folder)).toEqual(['key']);
});

test('of many that make it at once, the first one wins for all', async () => {
  const file = join(await freshFolder(), 'key');
  const texts = await Promise.all(Array.from({ length: 20 }, (_, i) => readOrCreateKeyFile(file, () => `key ${i}`)));
  expect(new Set(texts)).toEqual(new Set([await readFile(file, 'utf8')]));
});

test('a key that others may read is refused', async () => {
  const file = join(await freshFolder(), 'key');
  await readOrCreateKeyFile(file, () => 'key');
  await chmod(file, 0o640);
  await expect(readOrCreateKeyFile(file, () => 'key')).rejects.toThrow(/set its mode to 0600/);
});
