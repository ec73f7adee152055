import { StoreError } from '@authfactor/engine';
import { expect, it } from 'vitest';
import { createFailingStore } from './create-failing-store.ts';
import { createMemoryStore } from './create-memory-store.ts';
import { sampleAccount } from './sample-documents.ts';

const fault = new StoreError('unavailable', 'The store did not answer');

it('fails before the operation happens', async () => {
  const memory = createMemoryStore();
  const store = createFailingStore(memory, (operation, phase) =>
    operation === 'writeAccount' && phase === 'before' ? fault : undefined,
  );
  await expect(store.writeAccount(sampleAccount(), undefined)).rejects.toBe(fault);
  expect(await store.readAccount(sampleAccount())).toBeUndefined();
});

it('loses the answer of an operation that happened', async () => {
  const memory = createMemoryStore();
  const store = createFailingStore(memory, (operation, phase) =>
    operation === 'writeAccount' && phase === 'after' ? fault : undefined,
  );
  await expect(store.writeAccount(sampleAccount(), undefined)).rejects.toBe(fault);
  expect(await store.readAccount(sampleAccount())).toEqual(sampleAccount());
});

it('asks the plan at every call, so that a fault can pass', async () => {
  const faults = [fault];
  const store = createFailingStore(createMemoryStore(), () => faults.pop());
  await expect(store.ready()).rejects.toBe(fault);
  await store.ready();
});

it('fails a walk', async () => {
  const store = createFailingStore(createMemoryStore(), (operation) =>
    operation === 'walkAccounts' ? fault : undefined,
  );
  await expect(store.walkAccounts()[Symbol.asyncIterator]().next()).rejects.toBe(fault);
});
