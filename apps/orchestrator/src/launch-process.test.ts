import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { EarlyExitError, launchProcess } from './launch-process.ts';

const never = new AbortController().signal;
const run = (code: string) => {
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'pipe'] });
  return { child, ready: once(child.stdout, 'data').then(([text]) => String(text)) };
};
const FOREVER = "process.stdout.write('up'); setInterval(() => {}, 1000);";

test('it is up, and disposing stops it without a word', async () => {
  const { child, ready } = run(FOREVER);
  const launched = await launchProcess({ name: 'It', child, ready, signal: never });
  expect(launched.ready).toBe('up');
  let told = false;
  launched.ended.catch(() => {
    told = true;
  });
  await launched[Symbol.asyncDispose]();
  expect(child.signalCode).toBe('SIGTERM');
  await new Promise(setImmediate);
  expect(told).toBe(false);
});

test('one that ends by itself is told, with what it said last', async () => {
  const { child, ready } = run(
    "process.stdout.write('up'); setTimeout(() => { console.error('no more'); process.exit(3) })",
  );
  await using launched = await launchProcess({ name: 'It', child, ready, signal: never });
  await expect(launched.ended).rejects.toThrow('It ended by itself\nno more');
});

test('one that never comes up is told with its exit code and its reasons', async () => {
  const { child, ready } = run("console.error('no folder'); process.exitCode = 4");
  const error = await launchProcess({ name: 'It', child, ready, signal: never }).catch((fault: unknown) => fault);
  expect(error).toBeInstanceOf(EarlyExitError);
  expect(error).toMatchObject({ exitCode: 4, errorOutput: 'no folder', message: 'It did not start\nno folder' });
});

test('one that cannot be run at all is told', async () => {
  const child = spawn('/nowhere/at-all', { stdio: ['ignore', 'pipe', 'pipe'] });
  const launching = launchProcess({ name: 'It', child, ready: new Promise<never>(() => {}), signal: never });
  await expect(launching).rejects.toThrow('It did not start');
});

test('a signal ends the wait and the process', async () => {
  const { child } = run(FOREVER);
  const reason = new Error('stopped');
  const launching = launchProcess({
    name: 'It',
    child,
    ready: new Promise<never>(() => {}),
    signal: AbortSignal.abort(reason),
  });
  await expect(launching).rejects.toBe(reason);
  expect(child.signalCode).toBe('SIGTERM');
});
