import type { ChildProcess } from 'node:child_process';

/** A process of this demo's. Disposing stops it. */
export interface LaunchedProcess<T> extends AsyncDisposable {
  /** What it said once it was up. */
  readonly ready: T;
  /** Rejects when it ends by itself. */
  readonly ended: Promise<never>;
}

export interface LaunchOptions<T> {
  /** For people: `The server`. */
  readonly name: string;
  readonly child: ChildProcess;
  readonly ready: Promise<T>;
  readonly signal: AbortSignal;
}

/** It ended before it was up. */
export class EarlyExitError extends Error {
  /** `null` where a signal ended it, or where it never ran. */
  readonly exitCode: number | null;
  /** What it wrote to standard error. */
  readonly errorOutput: string;

  constructor(name: string, exitCode: number | null, errorOutput: string) {
    super(`${name} did not start\n${errorOutput}`);
    this.name = 'EarlyExitError';
    this.exitCode = exitCode;
    this.errorOutput = errorOutput;
  }
}

const START_MS = 30_000;
const STOP_MS = 30_000;

/**
 * Waits until a process is up. Rejects with `EarlyExitError` where it ends before, with an `Error` where it takes longer
 * than 30 s, and with the signal's reason; it is stopped then.
 */
export const launchProcess = async <T>(options: LaunchOptions<T>): Promise<LaunchedProcess<T>> => {
  const { name, child, signal } = options;
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4_000);
  });
  const exited = new Promise<number | null>((resolve) => {
    // Not `exit`: what it wrote last would be missing.
    child.once('close', resolve);
    child.once('error', () => resolve(null));
  });
  let stopping = false;
  const stop = async () => {
    stopping = true;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await exited;
    clearTimeout(timer);
  };
  const given = Promise.withResolvers<never>();
  const giveUp = () => given.reject(signal.reason);
  signal.addEventListener('abort', giveUp, { once: true });
  const timer = setTimeout(() => given.reject(new Error(`${name} did not start within 30 s`)), START_MS);
  try {
    signal.throwIfAborted();
    const early = exited.then((code) => {
      throw new EarlyExitError(name, code, errors.trim());
    });
    const ready = await Promise.race([options.ready, early, given.promise]);
    const ended = exited.then(async () => {
      if (stopping) await new Promise(() => undefined);
      throw new Error(`${name} ended by itself\n${errors.trim()}`);
    });
    // Perhaps nobody waits for these.
    early.catch(() => undefined);
    ended.catch(() => undefined);
    return { ready, ended, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
};
