import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { envToConfig } from './config.ts';
import { findMongod } from './find-mongod.ts';

const root = mkdtempSync(join(tmpdir(), 'find-mongod-'));
afterAll(() => rmSync(root, { recursive: true }));

function put(folder: string, name: string, mode = 0o755): string {
  mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, folder, name), '', { mode });
  return join(root, folder, name);
}

describe.skipIf(process.platform === 'win32')('findMongod', () => {
  const path = [join(root, 'none'), join(root, 'bin')];
  const memoryServerFolders = [join(root, 'none'), join(root, 'cache')];

  it('finds nothing, then the newest that was downloaded, then that on the PATH', () => {
    expect(findMongod({ path, memoryServerFolders })).toBeUndefined();
    put('cache', 'mongod-x64-debian-8.2.0.tgz');
    put('cache', 'mongod-x64-debian-8.0.0.lock');
    put('cache', 'mongod-x64-debian-9.0.0', 0o644);
    put('bin', 'mongodump');
    expect(findMongod({ path, memoryServerFolders })).toBeUndefined();
    put('cache', 'mongod-x64-debian-7.0.24');
    const newest = put('cache', 'mongod-x64-debian-8.2.0');
    expect(findMongod({ path, memoryServerFolders })).toBe(newest);
    const onPath = put('bin', 'mongod');
    expect(findMongod({ path, memoryServerFolders })).toBe(onPath);
  });
});

describe('envToConfig', () => {
  it('has what it needs without any variable', () => {
    expect(envToConfig({}, '/home')).toEqual({
      required: false,
      path: [],
      memoryServerFolders: [
        join('node_modules', '.cache', 'mongodb-memory-server'),
        join('/home', '.cache', 'mongodb-binaries'),
      ],
      cacheFolder: join('/home', '.cache', 'authfactor'),
    });
  });

  it('reads the variables, empty ones not', () => {
    const env = {
      MONGODB_URI: 'mongodb://x',
      REQUIRE_MONGODB: '1',
      XDG_CACHE_HOME: '/c',
      MONGOMS_DOWNLOAD_DIR: '/d',
    };
    expect(envToConfig(env)).toMatchObject({
      uri: 'mongodb://x',
      required: true,
      cacheFolder: join('/c', 'authfactor'),
    });
    expect(envToConfig(env).memoryServerFolders[0]).toBe('/d');
    expect(envToConfig({ MONGODB_URI: '', REQUIRE_MONGODB: '' })).toMatchObject({ required: false });
  });
});
