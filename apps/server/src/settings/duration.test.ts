import { expect, test } from 'vitest';
import { formatDuration, parseDuration, parseDurationWithin } from './duration.ts';

test.each([
  ['0s', 0],
  ['500ms', 500],
  ['90s', 90_000],
  ['10m', 600_000],
  ['2h', 7_200_000],
])('%s is read and written', (text, ms) => {
  expect(parseDuration(text)).toEqual({ ok: true, value: ms });
  expect(formatDuration(ms)).toBe(text);
});

test.each(['', '10', 'm', '-1s', '1.5s', '1d', ' 1s', '1e3s', '99999999999s'])('%j is no duration', (text) => {
  expect(parseDuration(text).ok).toBe(false);
});

test('the bounds are included', () => {
  const parse = parseDurationWithin(1_000, 2_000);
  expect(['999ms', '1s', '2s', '2001ms'].map((text) => parse(text).ok)).toEqual([false, true, true, false]);
});
