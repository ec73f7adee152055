import { expect, it } from 'vitest';
import { createLine } from './line.ts';

/** Who goes on, in the order of their turns. */
function lineOf(atOnce: number) {
  const line = createLine(atOnce);
  const went: string[] = [];
  return { went, enter: (name: string) => line.enter(() => went.push(name)) };
}

it('lets so many go on, then one for each that ends, the first that came first', () => {
  const { went, enter } = lineOf(2);
  const leave = ['a', 'b', 'c', 'd', 'e'].map(enter);
  expect(went).toEqual(['a', 'b']);
  leave[1]?.();
  expect(went).toEqual(['a', 'b', 'c']);
  leave[0]?.();
  expect(went).toEqual(['a', 'b', 'c', 'd']);
});

it('passes over who has left before their turn', () => {
  const { went, enter } = lineOf(1);
  const leave = ['a', 'b', 'c'].map(enter);
  leave[1]?.();
  leave[0]?.();
  expect(went).toEqual(['a', 'c']);
});

it('has room again once nobody waits', () => {
  const { went, enter } = lineOf(1);
  enter('a')();
  const leave = enter('b');
  enter('c');
  expect(went).toEqual(['a', 'b']);
  leave();
  expect(went).toEqual(['a', 'b', 'c']);
});
