import { expect, test } from 'vitest';
import { createSlots } from './slots.ts';

const never = new AbortController().signal;

test('who waits longest is next', async () => {
  const slots = createSlots(1);
  const first = await slots.take(60_000, never);
  const order: string[] = [];
  const waits = ['a', 'b'].map(async (name) => {
    using _slot = await slots.take(60_000, never);
    order.push(name);
  });
  expect(order).toEqual([]);
  first?.[Symbol.dispose]();
  await Promise.all(waits);
  expect(order).toEqual(['a', 'b']);
});

test('nothing comes of waiting too long', async () => {
  const slots = createSlots(1);
  const first = await slots.take(0, never);
  expect(await slots.take(0, never)).toBeUndefined();
  first?.[Symbol.dispose]();
  expect(await slots.take(0, never)).toBeDefined();
});

test('a slot is given back once', async () => {
  const slots = createSlots(1);
  const first = await slots.take(0, never);
  first?.[Symbol.dispose]();
  first?.[Symbol.dispose]();
  await slots.take(0, never);
  expect(await slots.take(0, never)).toBeUndefined();
});

test('who gives up leaves the line', async () => {
  const slots = createSlots(1);
  const first = await slots.take(0, never);
  const abort = new AbortController();
  const waiting = slots.take(60_000, abort.signal);
  abort.abort(new Error('gave up'));
  await expect(waiting).rejects.toThrow('gave up');
  first?.[Symbol.dispose]();
  expect(await slots.take(0, never)).toBeDefined();
});
