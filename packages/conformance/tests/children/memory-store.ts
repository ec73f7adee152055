import type { Store } from '@authfactor/engine';
import { createMemoryStore } from '../../src/store/index.ts';

/** For `openStoreInProcess`; an argument other than `sound` makes it fail. */
export async function openStore(argument: string): Promise<Store> {
  if (argument !== 'sound') throw new Error(`There is no store at ${argument}`);
  return createMemoryStore();
}
