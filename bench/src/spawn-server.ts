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
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>;
  hasEnded(): boolean;
  /** Sends a signal and does not wait. */
  signal(name: NodeJS.Signals): void;
}

export interface SpawnOptions {
  /** As `AUTHFACTOR_STORE` takes it. */
  readonly store?: string;
  /** The data folder; an empty one, which goes with the server, if it is left out. */
  readonly folder?: string;
  /** A module that the process loads before anything of the server, and further variables for it. */
  readonly preload?: URL;
  readonly env?: Readonly<Record<string, string>>;
}

export const makeFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'authfactor-bench-'));

/** The server as its operator runs it, a process of its own on free ports. */
export async function spawnServer(options: SpawnOptions = {}): Promise<SpawnedServer> {
  const { store = 'sqlite', preload } = options;
  const folder = options.folder ?? (await makeFolder());
  const env = {
    ...process.env,
    AUTHFACTOR_DATA_DIR: folder,
    AUTHFACTOR_GRPC_LISTEN: '127.0.0.1:0',
    AUTHFACTOR_HTTP_LISTEN: '127.0.0.1:0',
    AUTHFACTOR_LOG_LEVEL: 'warn',
    AUTHFACTOR_STORE: store,
    ...options.env,
  };
  const preloaded = preload === undefined ? [] : [`--import=${preload.href}`];
  const child = spawn(process.execPath, [...preloaded, ...COMMAND, 'serve'], {
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const grpcUrl = await listening(child);

  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (hasEnded()) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  return {
    grpcUrl,
    async token(flags) {
      const { stdout } = await promisify(execFile)(process.execPath, [...COMMAND, 'token', ...flags], { env });
      return stdout.trim();
    },
    kill: () => end('SIGKILL'),
    hasEnded,
    signal: (name) => child.kill(name),
    async [Symbol.asyncDispose]() {
      await end('SIGTERM');
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
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
