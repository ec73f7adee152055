import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { FREE_PORTS, freshDataDir, grpcPort, isListening, start } from './running-demo.ts';

const MAIN = fileURLToPath(new URL('../../server/src/main.ts', import.meta.url));
// Each starts several processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const CERTIFICATE = fileURLToPath(new URL('../../server/tests/fixtures/localhost.crt.pem', import.meta.url));
/** The server has served, and the demo goes on. */
const UNDER_WAY = 'Your PIN is set.';

const dataDir = await freshDataDir();
const subjectOf = (output: string) => /You are (demo-\w+)/.exec(output)?.[1];
let firstSubject: string | undefined;

test('without a terminal it plays its script, shows no secret, and leaves nothing behind', async () => {
  const demo = await start({ ...FREE_PORTS, AUTHFACTOR_DATA_DIR: dataDir });
  expect(await demo.exited).toBe(0);
  const output = demo.output();
  const steps = [
    'Your PIN is set.',
    'Not verified. 2 attempts are left.',
    'Verified.',
    'factor    "soft-pin"',
    'Your authenticator app is set up.',
    'A right code, but it was used before',
    '1. soft-pin',
    'amr       ["pin"]',
    'assurance "medium"',
    '2. totp',
    'amr       ["otp"]',
    'assurance "high"',
    'Verified: soft-pin, then totp, in one session.',
    'The number to choose is',
    'Phone     You chose',
    'factor    "okta-push"',
    'Phone     You denied.',
    'Not verified: the phone said no.',
    'This factor is now locked until',
    'Meanwhile nothing is asked or compared.',
    'Done: enrolled a PIN and an app, failed once,',
  ];
  let place = 0;
  for (const step of steps) {
    const next = output.indexOf(step, place);
    expect(next, step).not.toBe(-1);
    place = next + step.length;
  }
  // No PIN, no code, no seed, no assertion.
  expect(output).not.toMatch(/(?<![\w-])\d{6}(?![\w-])/);
  expect(output).not.toMatch(/otpauth:|secret=|eyJ/);
  firstSubject = subjectOf(output);
  expect(await isListening(grpcPort(output))).toBe(false);
  expect(await readdir(join(dataDir, 'demos'))).toEqual([]);
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
  await demo.shows(UNDER_WAY);
  demo.signal('SIGTERM');
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
  await demo.shows(UNDER_WAY);
  demo.signal('SIGTERM');
  expect(await demo.exited).toBe(0);
  expect(demo.output()).toContain('in use by another server');
  const folder = /a folder of its own instead, (\S+),/.exec(demo.output())?.[1] ?? '';
  await expect(stat(folder)).rejects.toThrow('ENOENT');
  other.kill();
  await once(other, 'exit');
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s stops it and its server', async (signal) => {
  const demo = await start(FREE_PORTS);
  await demo.shows('gRPC at');
  demo.signal(signal);
  expect(await demo.exited).toBe(0);
  expect(demo.output()).toContain('Stopped.');
  expect(await isListening(grpcPort(demo.output()))).toBe(false);
});

/** Where the stand-in for Okta takes decisions, once the demo has left word of it. */
const controlUrlOf = async (folder: string): Promise<string> => {
  const demos = join(folder, 'demos');
  const [file = ''] = await readdir(demos);
  const word: unknown = JSON.parse(await readFile(join(demos, file), 'utf8'));
  return typeof word === 'object' && word !== null && 'controlUrl' in word ? String(word.controlUrl) : '';
};

test('a demo that is killed takes its server and its stand-in for Okta with it', async () => {
  const folder = await freshDataDir();
  const demo = await start({ ...FREE_PORTS, AUTHFACTOR_DATA_DIR: folder });
  await demo.shows(UNDER_WAY);
  const port = grpcPort(demo.output());
  const okta = Number(new URL(await controlUrlOf(folder)).port);
  expect(await Promise.all([port, okta].map(isListening))).toEqual([true, true]);
  demo.signal('SIGKILL');
  expect(await demo.exited).toBe(null);
  await expect.poll(() => Promise.all([port, okta].map(isListening)), { timeout: 60_000 }).toEqual([false, false]);
});

test('settings of another Okta are set aside, and so are other factors', async () => {
  const demo = await start({
    ...FREE_PORTS,
    AUTHFACTOR_FACTORS: 'soft-pin',
    AUTHFACTOR_OKTA_ORG_URL: 'https://example.okta.com',
    AUTHFACTOR_OKTA_KEY_ID: 'another',
    NODE_EXTRA_CA_CERTS: CERTIFICATE,
  });
  await demo.shows(UNDER_WAY);
  expect(demo.output()).toContain('Your AUTHFACTOR_OKTA_ORG_URL, AUTHFACTOR_OKTA_KEY_ID are set aside');
  demo.signal('SIGTERM');
  expect(await demo.exited).toBe(0);
});

test('a server that cannot start is explained', async () => {
  const demo = await start({ ...FREE_PORTS, AUTHFACTOR_STORE: 'floppy' });
  expect(await demo.exited).toBe(1);
  expect(demo.output()).toContain('AUTHFACTOR_STORE must be sqlite');
});
