import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const COMMAND = [
  '--conditions=@authfactor/source',
  fileURLToPath(new URL('../../apps/server/src/main.ts', import.meta.url)),
];

export interface SpawnedServer extends AsyncDisposable {
  readonly grpcUrl: string;
  token(flags: readonly string[]): Promise<string>;
}

/** The server as its operator runs it, a process of its own on free ports and an empty data folder. */
export async function spawnServer(): Promise<SpawnedServer> {
  const folder = await mkdtemp(join(tmpdir(), 'authfactor-bench-'));
  const env = {
    ...process.env,
    AUTHFACTOR_DATA_DIR: folder,
    AUTHFACTOR_GRPC_LISTEN: '127.0.0.1:0',
    AUTHFACTOR_HTTP_LISTEN: '127.0.0.1:0',
    AUTHFACTOR_LOG_LEVEL: 'warn',
  };
  const child = spawn(process.execPath, [...COMMAND, 'serve'], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const grpcUrl = await listening(child);
  return {
    grpcUrl,
    async token(flags) {
      const { stdout } = await promisify(execFile)(process.execPath, [...COMMAND, 'token', ...flags], { env });
      return stdout.trim();
    },
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('The server ended before it listened')));
    child.on('message', (message) => {
      if (typeof message === 'object' && message !== null && 'grpcUrl' in message) resolve(String(message.grpcUrl));
    });
  });
}
