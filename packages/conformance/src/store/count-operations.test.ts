import { expect, it } from 'vitest';
import { countOperations } from './count-operations.ts';
import { createMemoryStore } from './create-memory-store.ts';
import { sampleAccount } from './sample-documents.ts';

it('counts each operation by its name until it is reset', async () => {
  const { store, counts, total, reset } = countOperations(createMemoryStore());
  expect(counts()).toEqual({});
  await store.readAccount(sampleAccount());
  await store.readAccount(sampleAccount());
  await store.writeAccount(sampleAccount(), undefined);
  for await (const account of store.walkAccounts()) expect(account).toEqual(sampleAccount());
  expect(counts()).toEqual({ readAccount: 2, writeAccount: 1, walkAccounts: 1 });
  expect(total()).toBe(4);
  reset();
  expect(counts()).toEqual({});
  expect(total()).toBe(0);
});

it('counts an operation that fails', async () => {
  const { store, counts } = countOperations(createMemoryStore());
  await store[Symbol.asyncDispose]();
  await expect(store.ready()).rejects.toThrow('closed');
  expect(counts()).toEqual({ ready: 1 });
});
