import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Node's arguments for the `authfactor` command, from source. */
const COMMAND = [
  '--conditions=@authfactor/source',
  fileURLToPath(new URL('../../server/src/main.ts', import.meta.url)),
] as const;

type Env = Readonly<Record<string, string | undefined>>;

/** Starts `authfactor serve` as a child with a message channel, out of reach of the terminal's own signals. */
export const spawnServer = (env: Env): ChildProcess =>
  spawn(process.execPath, [...COMMAND, 'serve'], {
    env: { ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: true,
  });

/** A token by `authfactor token`. Rejects where the command fails. */
export const issueToken = async (env: Env, flags: readonly string[], signal: AbortSignal): Promise<string> => {
  const { stdout } = await promisify(execFile)(process.execPath, [...COMMAND, 'token', ...flags], {
    env: { ...env },
    signal,
  });
  return stdout.trim();
};
