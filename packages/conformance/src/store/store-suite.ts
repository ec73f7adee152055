import { describe, it } from 'vitest';
import { runStoreCheck, storeChecks } from './store-checks.ts';
import type { CreateStore, StoreCapability } from './store-under-test.ts';

export interface StoreSuiteOptions {
  /** Of the store, for the report. */
  readonly name: string;
  /** Makes an empty store, once for each check. */
  readonly create: CreateStore;
  /** Why a capability cannot be offered; the checks that need it are then skipped with this reason. */
  readonly skips?: Readonly<Partial<Record<StoreCapability, string>>>;
}

/** Registers the checks that every store must pass as vitest tests. */
export function storeSuite({ name, create, skips = {} }: StoreSuiteOptions): void {
  describe(`store suite: ${name}`, () => {
    for (const check of storeChecks) {
      const reason = check.needs === undefined ? undefined : skips[check.needs];
      if (reason === undefined) it(check.name, () => runStoreCheck(check, create));
      else it.skip(`${check.name} (skipped: ${reason})`, () => undefined);
    }
  });
}
