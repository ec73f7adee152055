import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Where lines come from. */
export interface Lines {
  /** The next line, `undefined` after the last one. Rejects with the signal's reason when that aborts. */
  readLine(signal: AbortSignal): Promise<string | undefined>;
  /** Drops what a hand typed ahead. */
  forget(): void;
  /** Whether there will be no further line. */
  ended(): boolean;
}

/** Lines of a pipe, each for the question that it was written for: none is dropped. */
export const createPipedLines = (input: Readable): Lines => {
  const pending: string[] = [];
  let closed = false;
  let wake = (): void => {};
  const reader = createInterface({ input });
  reader.on('line', (line) => {
    pending.push(line);
    wake();
  });
  reader.once('close', () => {
    closed = true;
    wake();
  });
  return {
    async readLine(signal) {
      for (;;) {
        signal.throwIfAborted();
        if (pending.length > 0 || closed) return pending.shift();
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
    },
    forget: () => undefined,
    ended: () => closed && pending.length === 0,
  };
};
