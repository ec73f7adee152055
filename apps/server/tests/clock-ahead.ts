import type { Parts } from '../src/compose.ts';

/** For `exchange`: the store's clock, which the engine's follows, is so many ms ahead. Tokens are read by the real one. */
export const clockAhead =
  (ms: number) =>
  (parts: Parts): Parts => ({ ...parts, store: { ...parts.store, clock: async () => Date.now() + ms } });
