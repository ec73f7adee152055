import { expect, test } from 'vitest';
import { createAccountWriter } from './account-writer.ts';
import { StoreError } from './store.ts';
import { keep } from './transitions/step.ts';

const KEY = { tenant: 'acme', factorType: 'soft-pin', subject: 'alice' };

/** A writer on a store that is away, and takes so long to say so, on a clock that nothing else moves. */
function writerOn(faultMs: number) {
  let now = 1_000_000;
  let asked = 0;
  const away = async (): Promise<never> => {
    asked += 1;
    now += faultMs;
    throw new StoreError('unavailable', 'away');
  };
  const accounts = createAccountWriter({
    store: { readAccount: away, writeAccount: away },
    clock: { now: () => now },
    waits: { pause: async () => undefined },
  });
  return {
    asked: () => asked,
    now: () => now,
    update: (options: Parameters<typeof accounts.update>[2] = {}) =>
      accounts.update(KEY, () => keep(undefined), options),
  };
}

test('a store that fails at once is asked a few times', async () => {
  const { update, asked } = writerOn(1);
  await expect(update()).rejects.toMatchObject({ code: 'unavailable' });
  expect(asked()).toBe(6);
});

test('one that takes its time is asked once: its caller can repeat', async () => {
  const { update, asked } = writerOn(2_000);
  await expect(update()).rejects.toMatchObject({ code: 'unavailable' });
  expect(asked()).toBe(1);
});

test('waiting behind other updates of the account counts', async () => {
  const { update, asked } = writerOn(1_500);
  const results = await Promise.allSettled([update(), update(), update()]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(asked()).toBe(4);
});

test('what must be entered is tried for as long as it can be', async () => {
  const { update, asked, now } = writerOn(2_000);
  const until = now() + 20_000;
  await expect(update({ persist: () => now() < until })).rejects.toMatchObject({ code: 'unavailable' });
  expect(asked()).toBe(10);
});
