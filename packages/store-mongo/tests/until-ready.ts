import type { Store } from '@authfactor/engine';

const AGAIN_MS = 100;

/** Waits until the store is ready; the test's own time limit ends it. */
export async function untilReady(store: Pick<Store, 'ready'>): Promise<void> {
  for (;;) {
    try {
      await store.ready();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}
