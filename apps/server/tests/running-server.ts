import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Logger } from '@authfactor/service';
import { pino } from 'pino';
import { runCommand } from '../src/cli/run-command.ts';
import { compose, type Parts } from '../src/compose.ts';
import { envToConfig } from '../src/config.ts';
import { thisMachine } from '../src/machine.ts';
import type { ListeningMessage } from '../src/serve.ts';

/** What a token says; what is left out has the command's default. */
export interface TokenOptions {
  readonly scopes: readonly ('factor.verify' | 'factor.enroll' | 'factor.admin')[];
  readonly tenants?: readonly string[];
  readonly client?: string;
  readonly subject?: string;
  readonly authTime?: string;
  readonly ttl?: string;
}

/** A server on real sockets, for a test. Disposing stops it. */
export interface RunningTestServer extends AsyncDisposable {
  readonly grpcUrl: string;
  readonly httpUrl: string;
  readonly dataDir: string;
  token(options: TokenOptions): Promise<string>;
  /** Everything that was logged, and written to standard error, so far. */
  logs(): string;
  /** Gives the exit code of a child process, 0 in-process. */
  stop(): Promise<number | null>;
}

export interface ServerProcess extends RunningTestServer {
  readonly pid: number;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Ends the message channel, as the end of this process would. */
  disconnect(): void;
  /** Sends a signal and does not wait. */
  signal(name: NodeJS.Signals): void;
  /** The exit code, or the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals>;
}

export interface StartOptions {
  /** Further settings; listeners take free ports unless they are given. */
  readonly env?: Readonly<Record<string, string>>;
  /** A fresh folder, if it is left out. */
  readonly dataDir?: string;
}

export interface ProcessOptions extends StartOptions {
  /** Modules that the process loads before anything of the server. */
  readonly preload?: readonly URL[];
  /** Instead of the server's own; it tells this process where it listens, as the server does. */
  readonly program?: URL;
}

export interface InProcessOptions extends StartOptions {
  /** Exchanges parts: a store that fails, a KDF that counts, a factor beside Soft PIN. */
  readonly exchange?: (parts: Parts) => Parts;
}

const commandOf = (program: URL): readonly string[] => ['--conditions=@authfactor/source', fileURLToPath(program)];

/** Node's arguments for the server's own process. */
export const SERVER_COMMAND: readonly string[] = commandOf(new URL('../src/main.ts', import.meta.url));

export const freshDataDir = (): Promise<string> => mkdtemp(join(tmpdir(), 'authfactor-'));

const START_MS = 30_000;
const LOG_POLL_MS = 5;

/** Log levels at which the server says that it listens. */
const LOGS_START: ReadonlySet<string> = new Set(['trace', 'debug', 'info']);

const environment = (dataDir: string, env: StartOptions['env']): Record<string, string> => ({
  AUTHFACTOR_DATA_DIR: dataDir,
  AUTHFACTOR_GRPC_LISTEN: '127.0.0.1:0',
  AUTHFACTOR_HTTP_LISTEN: '127.0.0.1:0',
  AUTHFACTOR_LOG_LEVEL: 'trace',
  ...env,
});

/** Starts `authfactor serve` as a process of its own. Rejects, with what it wrote, where it does not come to listen. */
export const startServer = async (options: ProcessOptions = {}): Promise<ServerProcess> => {
  const { env = {}, preload = [] } = options;
  const dataDir = options.dataDir ?? (await freshDataDir());
  const variables = environment(dataDir, env);
  const preloaded = preload.map((module) => `--import=${module.href}`);
  const command = options.program === undefined ? SERVER_COMMAND : commandOf(options.program);
  const child = spawn(process.execPath, [...preloaded, ...command, 'serve'], {
    env: { PATH: process.env.PATH, ...variables },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let logs = '';
  const ended = [child.stdout, child.stderr].map(async (stream) => {
    for await (const text of stream?.setEncoding('utf8') ?? []) logs += text;
  });
  const gone = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? code ?? -1));
  });
  // Not before its streams have ended, so that the logs are whole; `close` does not come after a disconnect.
  const exited = Promise.all([gone, ...ended]).then(([end]) => end);
  const listening = once(child, 'message', { signal: AbortSignal.timeout(START_MS) });
  listening.catch(() => child.kill('SIGKILL'));
  const first = await Promise.race([listening, exited]);
  if (!Array.isArray(first)) throw new Error(`The server ended with ${first} before it listened\n${logs}`);
  const { grpcUrl, httpUrl }: ListeningMessage = first[0];
  // The message and the log come by different pipes: what was logged until now may be on its way still.
  const saysSo = options.program === undefined && LOGS_START.has(variables.AUTHFACTOR_LOG_LEVEL ?? '');
  while (saysSo && child.exitCode === null && !logs.includes('"msg":"listening"')) await setTimeout(LOG_POLL_MS);
  const stop = async () => {
    child.kill('SIGTERM');
    const end = await exited;
    return typeof end === 'number' ? end : null;
  };
  return {
    grpcUrl,
    httpUrl,
    dataDir,
    pid: child.pid ?? -1,
    exited,
    token: (options) => issueToken(variables, options),
    logs: () => logs,
    stop,
    signal: (name) => child.kill(name),
    disconnect: () => child.disconnect(),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async [Symbol.asyncDispose]() {
      await stop();
    },
  };
};

/** Composes the server in this process, so that a test can exchange its parts. */
export const startServerInProcess = async (options: InProcessOptions = {}): Promise<RunningTestServer> => {
  const dataDir = options.dataDir ?? (await freshDataDir());
  const variables = environment(dataDir, options.env);
  const reading = envToConfig(variables, thisMachine());
  if (!reading.ok) throw new Error(reading.mistakes.join('\n'));
  let logs = '';
  const logger: Logger = pino(
    { level: reading.config.logLevel },
    {
      write: (line: string) => {
        logs += line;
      },
    },
  );
  const server = await compose(reading.config, logger, options.exchange);
  const stop = async () => {
    await server.stop(reading.config.drainDeadlineMs);
    return 0;
  };
  return {
    grpcUrl: `http://127.0.0.1:${server.grpc.port}`,
    httpUrl: `http://127.0.0.1:${server.http.port}`,
    dataDir,
    token: (token) => issueToken(variables, token),
    logs: () => logs,
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
    },
  };
};

const issueToken = async (env: Readonly<Record<string, string>>, options: TokenOptions): Promise<string> => {
  const { scopes, tenants = [], client, subject, authTime, ttl } = options;
  const flags = [
    ...scopes.flatMap((scope) => ['--scope', scope]),
    ...tenants.flatMap((tenant) => ['--tenant', tenant]),
    ...Object.entries({ client, subject, 'auth-time': authTime, ttl }).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}`, value],
    ),
  ];
  let out = '';
  let err = '';
  const io = {
    env,
    now: Date.now,
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  const code = await runCommand(['token', ...flags], io, () => Promise.reject(new Error('Not this command')));
  if (code !== 0) throw new Error(err);
  return out.trim();
};
