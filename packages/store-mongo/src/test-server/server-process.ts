import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ServerCommand {
  readonly program: string;
  readonly args: (port: number, folder: string) => readonly string[];
  /** Resolves when the server at the port does its work. Is asked again when it rejects. */
  readonly check: (port: number) => Promise<void>;
}

/** A database server of our own. Disposing it ends it and deletes its data. */
export interface ServerProcess extends AsyncDisposable {
  readonly port: number;
  /** On the port and the data of before; resolves when it works. */
  start(): Promise<void>;
  /** SIGTERM, and waits for the end. */
  stop(): Promise<void>;
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>;
  /** Stops it in its tracks: connections stay open and nobody answers. */
  pause(): void;
  resume(): void;
}

const START_MS = 60_000;
const AGAIN_MS = 50;

/** Starts a server on a free port of the loopback interface, with data of its own. */
export async function startServerProcess(command: ServerCommand): Promise<ServerProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'authfactor-mongo-'));
  const port = await freePort();
  let child: ChildProcess | undefined;

  const isAlive = (running: ChildProcess): boolean => running.exitCode === null && running.signalCode === null;

  async function end(signal: NodeJS.Signals): Promise<void> {
    const running = child;
    child = undefined;
    if (running === undefined || !isAlive(running)) return;
    const exit = once(running, 'exit');
    running.kill(signal);
    await exit;
  }

  async function start(): Promise<void> {
    const log = join(folder, 'server.log');
    const output = openSync(log, 'a');
    const started = spawn(command.program, command.args(port, folder), {
      cwd: folder,
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    let failed: unknown;
    started.on('error', (error) => {
      failed = error;
    });
    child = started;
    const until = performance.now() + START_MS;
    for (;;) {
      try {
        await command.check(port);
        return;
      } catch (error) {
        if (failed === undefined && isAlive(started) && performance.now() < until) {
          await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
          continue;
        }
        await end('SIGKILL');
        const said = readFileSync(log, 'utf8').slice(-2_000);
        throw new Error(`The database server did not start: ${said}`, { cause: failed ?? error });
      }
    }
  }

  const killOnExit = (): void => {
    child?.kill('SIGKILL');
  };
  process.once('exit', killOnExit);

  const server: ServerProcess = {
    port,
    start,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      await end('SIGKILL');
      process.off('exit', killOnExit);
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await start();
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
  return server;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port');
  return address.port;
}
