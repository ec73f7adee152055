import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const play = (...args: string[]) =>
  spawnSync(process.execPath, [fileURLToPath(new URL('../scripts/play.ts', import.meta.url)), ...args], {
    encoding: 'utf8',
  });

test('the playground prints the steps and the reading', () => {
  const { status, stdout } = play('euh, douze trente-quatre cinquante-six', '--language', 'fr');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^language fr, 6 digits, speech\n {2}tokens\n/);
  expect(stdout).toMatch(/quatre +number 4 \(bound to the one before\)/);
  expect(stdout).toMatch(/= 123456\n$/);
});

test('the playground says how it is used', () => {
  expect(play()).toMatchObject({ status: 2, stderr: expect.stringContaining('Usage:') });
  expect(play('4', '--length', 'many').status).toBe(2);
});
