import { expect, test } from 'vitest';
import { createTokenCache } from './token-cache.ts';

test('forgets what has expired', () => {
  let now = 0;
  const cache = createTokenCache<number>({ limit: 10, now: () => now });
  cache.set('a', 1, 100);
  now = 99;
  expect(cache.get('a')).toBe(1);
  now = 100;
  expect(cache.get('a')).toBeUndefined();
});

test('forgets the one that was used longest ago when it is full', () => {
  const cache = createTokenCache<number>({ limit: 2, now: () => 0 });
  cache.set('a', 1, 100);
  cache.set('b', 2, 100);
  cache.get('a');
  cache.set('c', 3, 100);
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3]);
});
