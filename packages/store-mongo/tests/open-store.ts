import type { Store } from '@authfactor/engine';
import { createMongoStore } from '@authfactor/store-mongo';
import { PATIENT_MS } from './test-database.ts';

export const openStoreModule = new URL(import.meta.url);

/** For `openStoreInProcess`; the argument is `{ uri, database }` as JSON. */
export function openStore(argument: string): Promise<Store> {
  const { uri, database } = JSON.parse(argument) as { readonly uri: string; readonly database: string };
  return createMongoStore({ uri, database, timeoutMs: PATIENT_MS });
}
