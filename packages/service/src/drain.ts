import { setTimeout } from 'node:timers/promises';

/** How long calls that were ended get to send their error, in ms. */
const LAST_WORDS_MS = 500;

export interface DrainSteps {
  /** Resolves when no connection is left. */
  readonly closed: Promise<void>;
  /** Ends the calls that still wait. */
  abortCalls(): void;
  /** Cuts the connections that are left. */
  destroy(): void;
}

/** Waits for `closed`, ends what is left after `deadlineMs`. Gives whether nothing had to be ended. */
export async function drain({ closed, abortCalls, destroy }: DrainSteps, deadlineMs: number): Promise<boolean> {
  if (await settles(closed, deadlineMs)) return true;
  abortCalls();
  if (!(await settles(closed, LAST_WORDS_MS))) destroy();
  await closed;
  return false;
}

async function settles(promise: Promise<void>, ms: number): Promise<boolean> {
  const timer = new AbortController();
  const late = setTimeout(ms, false, { signal: timer.signal }).catch(() => false);
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    timer.abort();
  }
}
