import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, stat } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../../server/src/main.ts', import.meta.url));
const START = fileURLToPath(new URL('../src/start.ts', import.meta.url));
const FREE_PORTS = { AUTHFACTOR_GRPC_LISTEN: '127.0.0.1:0', AUTHFACTOR_HTTP_LISTEN: '127.0.0.1:0' };

const freshDataDir = () => mkdtemp(join(tmpdir(), 'authfactor-'));

/** Runs the demo without a terminal. */
const start = async (env: Record<string, string>) => {
  const child = spawn(process.execPath, ['--conditions=@authfactor/source', START], {
    env: { PATH: process.env.PATH, AUTHFACTOR_DATA_DIR: await freshDataDir(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = [child.stdout, child.stderr].map(async (stream) => {
    for await (const text of stream.setEncoding('utf8')) output += text;
  });
  const exit = once(child, 'exit');
  const exited = Promise.all([exit, ...ended]).then(([[code]]) => code as number | null);
  return { output: () => output, exited, signal: (name: NodeJS.Signals) => child.kill(name) };
};

const grpcPort = (output: string): number => Number(/gRPC at http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1]);

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

const dataDir = await freshDataDir();
const subjectOf = (output: string) => /You are (demo-\w+)/.exec(output)?.[1];
let firstSubject: string | undefined;

test('without a terminal it plays its script, shows no PIN, and leaves no server behind', async () => {
  const demo = await start({ ...FREE_PORTS, AUTHFACTOR_DATA_DIR: dataDir });
  expect(await demo.exited).toBe(0);
  const output = demo.output();
  const steps = [
    'Your PIN is set.',
    'Not verified. 2 attempts are left.',
    'Verified.',
    'factor    "soft-pin"',
    'The account is now locked until',
    'the service compares nothing meanwhile',
    'Done: enrolled, failed once, verified, locked.',
  ];
  const places = steps.map((step) => output.indexOf(step));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(output).not.toMatch(/90715[23]/);
  firstSubject = subjectOf(output);
  expect(await isListening(grpcPort(output))).toBe(false);
});

test('with a subject of its own it starts again on the same data, on free ports where the default ones are taken', async () => {
  const blockers = [50_051, 8080].map((port) =>
    createServer()
      .on('error', () => {})
      .listen(port, '127.0.0.1'),
  );
  // Where listening fails, somebody else has the port already.
  await Promise.all(
    blockers.map((blocker) => Promise.race([once(blocker, 'listening'), once(blocker, 'close')]).catch(() => {})),
  );
  const demo = await start({ AUTHFACTOR_DATA_DIR: dataDir });
  expect(await demo.exited).toBe(0);
  for (const port of [50_051, 8080]) expect(demo.output()).toContain(`Port ${port} is taken`);
  expect(grpcPort(demo.output())).not.toBe(50_051);
  expect(subjectOf(demo.output())).not.toBe(firstSubject);
  for (const blocker of blockers) blocker.close();
});

test('it uses a folder of its own where another server has the data folder, and removes it', async () => {
  const env = { ...FREE_PORTS, AUTHFACTOR_DATA_DIR: await freshDataDir() };
  const other = spawn(process.execPath, ['--conditions=@authfactor/source', MAIN, 'serve'], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await once(other, 'message');
  const demo = await start(env);
  expect(await demo.exited).toBe(0);
  expect(demo.output()).toContain('in use by another server');
  const folder = /a folder of its own instead, (\S+),/.exec(demo.output())?.[1] ?? '';
  await expect(stat(folder)).rejects.toThrow('ENOENT');
  other.kill();
  await once(other, 'exit');
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s stops it and its server', async (signal) => {
  const demo = await start(FREE_PORTS);
  await expect.poll(demo.output, { timeout: 20_000 }).toContain('gRPC at');
  demo.signal(signal);
  expect(await demo.exited).toBe(0);
  expect(demo.output()).toContain('Stopped.');
  expect(await isListening(grpcPort(demo.output()))).toBe(false);
});

test('a server that cannot start is explained', async () => {
  const demo = await start({ ...FREE_PORTS, AUTHFACTOR_STORE: 'floppy' });
  expect(await demo.exited).toBe(1);
  expect(demo.output()).toContain('AUTHFACTOR_STORE must be sqlite');
});
