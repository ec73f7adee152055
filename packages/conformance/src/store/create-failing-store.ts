import type { Store, StoreError } from '@authfactor/engine';
import { interceptStore, type StoreOperation } from './intercept-store.ts';

/**
 * Decides, at each call, whether it fails: `before` the operation happens (nothing was done) or `after` it (it
 * happened, its answer is lost). `undefined`: it goes on.
 */
export type FaultPlan = (operation: StoreOperation, phase: 'before' | 'after') => StoreError | undefined;

/** Gives a store that fails as `plan` says. */
export function createFailingStore(store: Store, plan: FaultPlan): Store {
  return interceptStore(store, async (operation, run) => {
    const refused = plan(operation, 'before');
    if (refused !== undefined) throw refused;
    const answer = await run();
    const lost = plan(operation, 'after');
    if (lost !== undefined) throw lost;
    return answer;
  });
}
