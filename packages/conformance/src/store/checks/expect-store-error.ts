import assert from 'node:assert/strict';
import { StoreError, type StoreErrorCode } from '@authfactor/engine';

/** Rejects unless `promise` rejects with a `StoreError` of this code. */
export async function expectStoreError(promise: Promise<unknown>, code: StoreErrorCode): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof StoreError, `expected a StoreError, got ${String(error)}`);
    assert.equal(error.code, code);
    return true;
  });
}
