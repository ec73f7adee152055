import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueToken, spawnServer } from './authfactor-command.ts';
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
const START_MS = 30_000;
const STOP_MS = 30_000;
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
  const server = await launch(withPorts, signal);
  if (!('unusable' in server)) return server;
  screen.backstage(`${server.unusable}.`);
  const folder = await mkdtemp(join(tmpdir(), 'authfactor-demo-'));
  screen.backstage(`This demo uses a folder of its own instead, ${folder}, removed at the end.`);
  const own = await launch({ ...withPorts, AUTHFACTOR_DATA_DIR: folder }, signal);
  if ('unusable' in own) throw new Error(own.unusable);
  return {
    ...own,
    async [Symbol.asyncDispose]() {
      await own[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

interface Listening {
  readonly kind: 'listening';
  readonly grpcUrl: string;
  readonly httpUrl: string;
  readonly issuer: string;
}

const launch = async (env: Env, signal: AbortSignal): Promise<DemoServer | { readonly unusable: string }> => {
  const child = spawnServer(env);
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4_000);
  });
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
    child.once('error', () => resolve(null));
  });
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await exited;
    clearTimeout(timer);
  };
  const listening = new Promise<Listening>((resolve) => {
    child.on('message', (message) => {
      if (isListening(message)) resolve(message);
    });
  });
  const given = Promise.withResolvers<never>();
  const giveUp = () => given.reject(signal.reason);
  signal.addEventListener('abort', giveUp, { once: true });
  const timer = setTimeout(() => given.reject(new Error('The server did not start within 30 s')), START_MS);
  try {
    signal.throwIfAborted();
    const first = await Promise.race([listening, exited, given.promise]);
    if (first === DATA_FOLDER_UNUSABLE) return { unusable: errors.trim().replace(/^authfactor: /, '') };
    if (first === null || typeof first === 'number') throw new Error(`The server did not start\n${errors.trim()}`);
    const ended = exited.then(() => {
      throw new Error(`The server ended by itself\n${errors.trim()}`);
    });
    // It also ends because it is stopped, when nobody waits for this any more.
    ended.catch(() => undefined);
    return {
      grpcUrl: first.grpcUrl,
      httpUrl: first.httpUrl,
      issuer: first.issuer,
      issueToken: (flags) => issueToken(env, flags, signal),
      ended,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
};

const isListening = (message: unknown): message is Listening =>
  typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'listening';

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
