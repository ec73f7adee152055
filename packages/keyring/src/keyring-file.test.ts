import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createKeyring } from './keyring.ts';
import { loadOrCreateKeyringFile } from './keyring-file.ts';

const windows = process.platform === 'win32';
let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authfactor-keyring-'));
  path = join(folder, 'data', 'keyring.json');
});
afterEach(() => rm(folder, { recursive: true }));

describe('loadOrCreateKeyringFile', () => {
  test('makes the file and its folder once, and reads it from then on', async () => {
    const first = await loadOrCreateKeyringFile(path);
    const second = await loadOrCreateKeyringFile(path);
    expect([first.created, second.created]).toEqual([true, false]);
    const envelope = createKeyring(first).seal(Buffer.from('hash'), []);
    expect(createKeyring(second).open(envelope, []).kind).toBe('opened');
    expect(await readdir(join(folder, 'data'))).toEqual(['keyring.json']);
  });

  test.skipIf(windows)('nobody but the owner gets at it', async () => {
    await loadOrCreateKeyringFile(path);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'data'))).mode & 0o777).toBe(0o700);
  });

  test('of many at once one makes it and all get that one', async () => {
    const loaded = await Promise.all(Array.from({ length: 24 }, () => loadOrCreateKeyringFile(path)));
    expect(loaded.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(loaded.map(({ current }) => current)).size).toBe(1);
    expect(await readdir(join(folder, 'data'))).toEqual(['keyring.json']);
  });

  test.skipIf(windows).each([0o640, 0o604, 0o620, 0o602, 0o660, 0o644])('mode %o is refused', async (mode) => {
    await loadOrCreateKeyringFile(path);
    await chmod(path, mode);
    await expect(loadOrCreateKeyringFile(path)).rejects.toMatchObject({
      code: 'insecure-file',
      message: expect.stringContaining(`chmod 600 ${path}`),
    });
  });

  test.skipIf(windows)('mode 400 is fine', async () => {
    await loadOrCreateKeyringFile(path);
    await chmod(path, 0o400);
    expect((await loadOrCreateKeyringFile(path)).created).toBe(false);
  });

  test.skipIf(windows)('a link is followed, and what it names is what counts', async () => {
    await loadOrCreateKeyringFile(path);
    const other = join(folder, 'link.json');
    await symlink(path, other);
    expect((await loadOrCreateKeyringFile(other)).created).toBe(false);
    await chmod(path, 0o644);
    await expect(loadOrCreateKeyringFile(other)).rejects.toMatchObject({ code: 'insecure-file' });
  });

  test.each(['', '{', '{"version":1}'])('a broken file (%j) stays as it is', async (text) => {
    await mkdir(join(folder, 'data'));
    await writeFile(path, text, { mode: 0o600 });
    await expect(loadOrCreateKeyringFile(path)).rejects.toMatchObject({ code: 'invalid-file' });
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  test('a folder that cannot be made is reported', async () => {
    await writeFile(join(folder, 'data'), '');
    await expect(loadOrCreateKeyringFile(path)).rejects.toMatchObject({ code: 'unreadable-file' });
  });
});
