import { expect, test } from 'vitest';
import { limitTimeouts } from './limit-request.ts';

test.each([
  ['grpc-timeout', '1H', '60000m'],
  ['grpc-timeout', '61S', '60000m'],
  ['grpc-timeout', '60S', '60S'],
  ['grpc-timeout', '99999999n', '99999999n'],
  ['grpc-timeout', 'soon', 'soon'],
  ['grpc-timeout', '1x', '1x'],
  ['connect-timeout-ms', '60001', '60000'],
  ['connect-timeout-ms', '60000', '60000'],
  ['connect-timeout-ms', '-1', '-1'],
])('%s: %s becomes %s', (name, given, expected) => {
  expect(limitTimeouts(new Headers({ [name]: given }), 60_000).get(name)).toBe(expected);
});
