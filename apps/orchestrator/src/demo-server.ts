import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueToken, spawnServer } from './authfactor-command.ts';
import { EarlyExitError, launchProcess } from './launch-process.ts';
import type { Screen } from './screen.ts';

/** A running server that belongs to this process. */
export interface DemoServer extends AsyncDisposable {
  readonly grpcUrl: string;
  readonly httpUrl: string;
  readonly issuer: string;
  issueToken(flags: readonly string[]): Promise<string>;
  /** Rejects when the server ends by itself. */
  readonly ended: Promise<never>;
}

type Env = Readonly<Record<string, string | undefined>>;

const PORTS = { AUTHFACTOR_GRPC_LISTEN: 50_051, AUTHFACTOR_HTTP_LISTEN: 8080 } as const;
/** The exit code of `authfactor serve` where it cannot have the data folder. */
const DATA_FOLDER_UNUSABLE = 4;

/**
 * Starts the server as a process of its own. Takes a free port where a default one is taken, and a folder of its own
 * where another server has the data folder; says so. Disposing stops it.
 */
export const startDemoServer = async (env: Env, screen: Screen, signal: AbortSignal): Promise<DemoServer> => {
  const withPorts = { ...env };
  for (const [name, port] of Object.entries(PORTS)) {
    if ((env[name] ?? '') !== '' || (await isFree(port))) continue;
    screen.backstage(`Port ${port} is taken; a free one is used.`);
    withPorts[name] = '127.0.0.1:0';
  }
  try {
    return await launch(withPorts, signal);
  } catch (error) {
    if (!(error instanceof EarlyExitError) || error.exitCode !== DATA_FOLDER_UNUSABLE) throw error;
    screen.backstage(`${error.errorOutput.replace(/^authfactor: /, '')}.`);
  }
  const folder = await mkdtemp(join(tmpdir(), 'authfactor-demo-'));
  screen.backstage(`This demo uses a folder of its own instead, ${folder}, removed at the end.`);
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const own = await launch({ ...withPorts, AUTHFACTOR_DATA_DIR: folder }, signal);
    return {
      ...own,
      async [Symbol.asyncDispose]() {
        await own[Symbol.asyncDispose]();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
};

interface Listening {
  readonly kind: 'listening';
  readonly grpcUrl: string;
  readonly httpUrl: string;
  readonly issuer: string;
}

const launch = async (env: Env, signal: AbortSignal): Promise<DemoServer> => {
  const child = spawnServer(env);
  const server = await launchProcess({ name: 'The server', child, ready: listening(child), signal });
  const { grpcUrl, httpUrl, issuer } = server.ready;
  return {
    grpcUrl,
    httpUrl,
    issuer,
    issueToken: (flags) => issueToken(env, flags, signal),
    ended: server.ended,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
};

const listening = (child: ChildProcess): Promise<Listening> =>
  new Promise((resolve) => {
    child.on('message', (message) => {
      if (isListening(message)) resolve(message);
    });
  });

const isListening = (message: unknown): message is Listening =>
  typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'listening';

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
