import process from 'node:process';
import { type Store, StoreError, type StoreErrorCode } from '@authfactor/engine';
import { collect } from './checks/collect.ts';

/* The other end of `openStoreInProcess`: opens a store and does what it is told over the channel to its parent. */

export interface StoreCall {
  readonly id: number;
  readonly method: Exclude<keyof Store, 'name' | symbol>;
  readonly args: readonly unknown[];
}

export type StoreReply =
  | { readonly kind: 'value'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly code?: StoreErrorCode; readonly message: string };

const [module = '', argument = ''] = process.argv.slice(2);

const opening: Promise<Store> = import(module).then(({ openStore }) => openStore(argument));
// Every call says why it failed.
opening.catch(() => undefined);

async function answer({ id, method, args }: StoreCall): Promise<StoreReply> {
  try {
    const store: Store = await opening;
    const operation = store[method] as (...values: readonly unknown[]) => unknown;
    const given = operation.apply(store, [...args]);
    const value = method === 'walkAccounts' ? await collect(given as AsyncIterable<unknown>) : await given;
    return { kind: 'value', id, value };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'error', id, message, ...(error instanceof StoreError ? { code: error.code } : {}) };
  }
}

process.on('message', async (message) => {
  const reply = await answer(message as StoreCall);
  // The parent may have gone meanwhile.
  if (process.connected) process.send?.(reply);
});

process.on('disconnect', async () => {
  const store = await opening.catch(() => undefined);
  await store?.[Symbol.asyncDispose]();
  process.exit();
});
