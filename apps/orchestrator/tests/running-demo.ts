import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

export const START = fileURLToPath(new URL('../src/start.ts', import.meta.url));
export const PHONE = fileURLToPath(new URL('../src/phone/main.ts', import.meta.url));
export const FREE_PORTS = { AUTHFACTOR_GRPC_LISTEN: '127.0.0.1:0', AUTHFACTOR_HTTP_LISTEN: '127.0.0.1:0' };

export const freshDataDir = () => mkdtemp(join(tmpdir(), 'authfactor-'));

/** Runs a program of the demo's without a terminal. */
export const start = async (env: Record<string, string>, program = START) => {
  const child = spawn(process.execPath, ['--conditions=@authfactor/source', program], {
    env: { PATH: process.env.PATH, AUTHFACTOR_DATA_DIR: await freshDataDir(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = [child.stdout, child.stderr].map(async (stream) => {
    for await (const text of stream.setEncoding('utf8')) output += text;
  });
  const exit = once(child, 'exit');
  const exited = Promise.all([exit, ...ended]).then(([[code]]) => code as number | null);
  return {
    output: () => output,
    shows: (text: string) => expect.poll(() => output, { timeout: 60_000 }).toContain(text),
    exited,
    signal: (name: NodeJS.Signals) => child.kill(name),
  };
};

export const grpcPort = (output: string): number => Number(/gRPC at http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1]);

export const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
