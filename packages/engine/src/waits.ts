/** How the engine waits. Injected, so that a test decides when a wait ends. */
export interface Waits {
  /** Resolves after `ms`. */
  pause(ms: number): Promise<void>;
  /** Gives a signal that aborts after `ms`. */
  timeout(ms: number): AbortSignal;
  /** Resolves when everything that can go on now has done so. */
  turn(): Promise<void>;
}

export const systemWaits: Waits = {
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  timeout: (ms) => AbortSignal.timeout(ms),
  turn: () => new Promise((resolve) => setImmediate(resolve)),
};
