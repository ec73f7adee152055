import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** Killed when it is disposed. */
export interface Child extends Disposable {
  readonly process: ChildProcessByStdio<null, Readable, null>;
  readonly lines: Interface;
}

/** Starts a script in a process of its own. */
export function startChild(script: URL, ...args: readonly string[]): Child {
  const child = spawn(process.execPath, ['--conditions=@authfactor/source', fileURLToPath(script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return {
    process: child,
    lines: createInterface({ input: child.stdout }),
    [Symbol.dispose]: () => {
      child.kill('SIGKILL');
    },
  };
}
