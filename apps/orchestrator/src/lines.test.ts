import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createPipedLines } from './lines.ts';

const never = new AbortController().signal;

test('each line is given once, one that was written ahead too, and then it has ended', async () => {
  const input = new PassThrough();
  const lines = createPipedLines(input);
  const first = lines.readLine(never);
  input.write('one\ntwo\nthr');
  expect(await first).toBe('one');
  lines.forget();
  expect(await lines.readLine(never)).toBe('two');
  const last = lines.readLine(never);
  input.end('ee');
  expect(await last).toBe('three');
  expect(await lines.readLine(never)).toBeUndefined();
  expect(lines.ended()).toBe(true);
});

test('what is left to be read has not ended', async () => {
  const input = new PassThrough();
  const lines = createPipedLines(input);
  input.end('one\n');
  await new Promise((resolve) => input.once('close', resolve));
  expect(lines.ended()).toBe(false);
  expect(await lines.readLine(never)).toBe('one');
});

test('a signal ends the reading, and the line is the next one’s', async () => {
  const input = new PassThrough();
  const lines = createPipedLines(input);
  const controller = new AbortController();
  const reading = lines.readLine(controller.signal);
  const reason = new Error('over');
  controller.abort(reason);
  await expect(reading).rejects.toBe(reason);
  const next = lines.readLine(never);
  input.write('one\n');
  expect(await next).toBe('one');
});
