import { mkdtemp, readdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { announceDemo, demoFolder, findDemos } from './running-demo.ts';

/** No process has it: above the largest that Linux gives. */
const NOBODY = 2 ** 22 + 1;
const demo = { subjectId: 'demo-1', controlUrl: 'http://127.0.0.1:1', pid: process.pid, startedAt: 1 };
const freshFolder = async () => join(await mkdtemp(join(tmpdir(), 'authfactor-')), 'demos');

test('a demo is found while it runs, and only its user can read of it', async () => {
  const folder = await freshFolder();
  expect(await findDemos(folder)).toEqual([]);
  {
    await using _announced = await announceDemo(folder, demo);
    expect(await findDemos(folder)).toEqual([demo]);
    const [file = ''] = await readdir(folder);
    expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  }
  expect(await readdir(folder)).toEqual([]);
});

test('what a demo that was killed has left is taken away, and overwritten by one with its number', async () => {
  const folder = await freshFolder();
  await announceDemo(folder, { ...demo, pid: NOBODY });
  await using _announced = await announceDemo(folder, { ...demo, subjectId: 'demo-old' });
  await using _again = await announceDemo(folder, demo);
  expect(await findDemos(folder)).toEqual([demo]);
  expect(await readdir(folder)).toHaveLength(1);
});

test('of several the last one comes first; what is no demo is let be', async () => {
  const folder = await freshFolder();
  await announceDemo(folder, demo);
  const later = { ...demo, subjectId: 'demo-2', pid: process.ppid, startedAt: 2 };
  await announceDemo(folder, later);
  await writeFile(join(folder, 'half.json'), '{"subjectId":');
  await writeFile(join(folder, 'other.json'), '{}');
  await writeFile(join(folder, 'notes.txt'), 'x');
  expect(await findDemos(folder)).toEqual([later, demo]);
  expect(await readdir(folder)).toHaveLength(5);
});

test.each([
  [{}, /\/\.authfactor\/demos$/],
  [{ AUTHFACTOR_DATA_DIR: '' }, /\/\.authfactor\/demos$/],
  [{ AUTHFACTOR_DATA_DIR: '/data' }, /^\/data\/demos$/],
  [{ AUTHFACTOR_DATA_DIR: 'here' }, /^\/.*\/here\/demos$/],
])('with %j it is a folder in the data folder', (env, folder) => {
  expect(demoFolder(env)).toMatch(folder);
});
