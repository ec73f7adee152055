import { StoreError } from '@authfactor/engine';
import { MongoNetworkError, MongoServerError } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { createOperations } from './operations.ts';

const calm = { timeoutMs: 60_000, incidents: () => 0 };
const broken = new MongoNetworkError('connection closed');

describe('createOperations', () => {
  it('gives what was asked for', async () => {
    expect(await createOperations(calm).run(async () => 'value')).toBe('value');
  });

  it('asks again while the connection breaks, and says that the first try may have happened', async () => {
    const told: boolean[] = [];
    const value = await createOperations(calm).run(async (mayHaveHappened) => {
      told.push(mayHaveHappened());
      if (told.length < 3) throw broken;
      return 'value';
    });
    expect(value).toBe('value');
    expect(told).toEqual([false, true, true]);
  });

  it('gives up after three tries', async () => {
    let tries = 0;
    const asking = createOperations(calm).run(async () => {
      tries += 1;
      throw broken;
    });
    await expect(asking).rejects.toMatchObject({ code: 'unavailable' });
    expect(tries).toBe(3);
  });

  it('tells that the driver may have repeated the only try', async () => {
    let incidents = 7;
    const { run } = createOperations({ ...calm, incidents: () => incidents });
    const told = await run(async (mayHaveHappened) => {
      const before = mayHaveHappened();
      incidents += 1;
      return [before, mayHaveHappened()];
    });
    expect(told).toEqual([false, true]);
    expect(await run(async (mayHaveHappened) => mayHaveHappened())).toBe(false);
  });

  it.each([
    ['a refusal of the server', new MongoServerError({ code: 121, errmsg: 'no' })],
    ['damage', new StoreError('damaged', 'A stored document is not JSON')],
    ['a defect', new TypeError('no')],
  ])('does not ask again after %s', async (_, error) => {
    let tries = 0;
    const asking = createOperations(calm).run(async () => {
      tries += 1;
      throw error;
    });
    await expect(asking).rejects.toBeInstanceOf(StoreError);
    expect(tries).toBe(1);
  });

  it('ends when its time is up, and does not ask again afterwards', async () => {
    const stalled = Promise.withResolvers<never>();
    let tries = 0;
    const asking = createOperations({ ...calm, timeoutMs: 20 }).run(() => {
      tries += 1;
      return stalled.promise;
    });
    await expect(asking).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('in time') });
    stalled.reject(broken);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(tries).toBe(1);
  });

  it('has so many under way at once, and never asks what was too long in line', async () => {
    const { run } = createOperations({ ...calm, timeoutMs: 20, atOnce: 1 });
    const stalled = Promise.withResolvers<never>();
    const asked: string[] = [];
    const asking = ['first', 'second'].map((name) =>
      run(() => {
        asked.push(name);
        return stalled.promise;
      }),
    );
    const ended = await Promise.allSettled(asking);
    expect(ended.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(asked).toEqual(['first']);
    expect(await run(async () => 'next')).toBe('next');
  });
});
