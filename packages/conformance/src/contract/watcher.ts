import type { Exchange } from './calls.ts';

/** Looks at every exchange of a run. */
export interface Watcher {
  /** Gives what is wrong with an exchange, as a sentence; `undefined` where nothing is. */
  look(exchange: Exchange): string | undefined;
}
