import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { runCommand } from '../src/cli/run-command.ts';
import { freshDataDir } from './running-server.ts';

test('every command of the README is accepted as it stands there', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const block = /```sh\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const commands = block.trim().split('\n');
  expect(commands.length).toBeGreaterThan(3);
  let served = 0;
  for (const command of commands) {
    const args = command.replace(/^pnpm (--silent )?authfactor /, '').split(' ');
    let err = '';
    const io = {
      env: { AUTHFACTOR_DATA_DIR: await freshDataDir() },
      now: Date.now,
      out: () => {},
      err: (text: string) => {
        err += text;
      },
    };
    const serve = async () => {
      served++;
      return 0 as const;
    };
    expect({ code: await runCommand(args, io, serve), err }).toEqual({ code: 0, err: '' });
  }
  expect(served).toBe(1);
});
