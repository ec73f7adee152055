import { expect, it } from 'vitest';
import { openStoreInProcess, sampleAccount, sampleLoggedEvent } from '../src/store/index.ts';

const module = new URL('children/memory-store.ts', import.meta.url);
const open = (argument = 'sound') => openStoreInProcess({ module, argument });

it('passes calls, answers and undefined to and from the other process', async () => {
  await using store = await open();
  expect(await store.readAccount(sampleAccount())).toBeUndefined();
  expect(await store.writeAccount(sampleAccount({ version: 1 }), undefined)).toBe(true);
  expect(await store.writeAccount(sampleAccount({ version: 2 }), 7)).toBe(false);
  expect(await store.readAccount(sampleAccount())).toEqual(sampleAccount({ version: 1 }));
  for await (const account of store.walkAccounts()) expect(account).toEqual(sampleAccount({ version: 1 }));
  expect.assertions(5);
});

it('passes a StoreError with its code', async () => {
  await using store = await open();
  const large = sampleLoggedEvent({ reason: 'x'.repeat(2_000_000) });
  await expect(store.appendEvents([large])).rejects.toMatchObject({ name: 'StoreError', code: 'too-large' });
});

it('gives each call its own process', async () => {
  await using one = await open();
  await using other = await open();
  await one.writeAccount(sampleAccount(), undefined);
  expect(await other.readAccount(sampleAccount())).toBeUndefined();
});

it('says why a store cannot be opened', async () => {
  await expect(open('nowhere')).rejects.toThrow('There is no store at nowhere');
});

it('refuses everything once it is disposed', async () => {
  const store = await open();
  await store[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
  await expect(store.ready()).rejects.toMatchObject({ code: 'unavailable' });
});
