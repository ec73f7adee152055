import { expect, test } from 'vitest';
import { formatListenAddress, isLoopback, parseListenAddress } from './listen-address.ts';

test.each([
  ['127.0.0.1:50051', '127.0.0.1', 50051],
  ['localhost:0', 'localhost', 0],
  ['[::1]:8080', '::1', 8080],
  ['0.0.0.0:65535', '0.0.0.0', 65535],
  ['pins.example:443', 'pins.example', 443],
])('%s is an address that prints as it was written', (text, host, port) => {
  const reading = parseListenAddress(text);
  expect(reading).toEqual({ ok: true, value: { host, port } });
  if (reading.ok) expect(formatListenAddress(reading.value)).toBe(text);
});

test.each([
  '',
  '8080',
  ':8080',
  '127.0.0.1',
  '127.0.0.1:',
  '127.0.0.1:65536',
  '127.0.0.1:-1',
  '127.0.0.1:80 ',
  '127.0.0.256:80',
  '127.1:80',
  '::1:80',
  '[127.0.0.1]:80',
  'http://x:80',
  'a b:80',
])('%j is none', (text) => {
  expect(parseListenAddress(text).ok).toBe(false);
});

test.each([
  ['127.0.0.1', true],
  ['127.255.0.3', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['LOCALHOST', true],
  ['0.0.0.0', false],
  ['::', false],
  ['10.0.0.1', false],
  ['localhost.example', false],
])('%s stays on this machine: %s', (host, expected) => {
  expect(isLoopback({ host, port: 1 })).toBe(expected);
});
