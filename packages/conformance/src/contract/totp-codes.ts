import type { TotpParameters } from './answers-file.ts';
import { totpCode } from './totp-code.ts';

/** The codes that a seed has now: of this time step and the next, so that each is right for one more step at least. */
export interface TotpCodes {
  /** One that was not given before, in ascending order; `undefined` where the time has none left. */
  next(): string | undefined;
  /** Ms until there are so many left, at most two; 0: there are. Time takes none away. */
  waitMs(count: number): number;
  /** Whether a code would be right now, or in the next time step. */
  isRightSoon(code: string): boolean;
}

/** One step either way is accepted. */
const DRIFT = 1;

/** `now` in ms since the Unix epoch. */
export function createTotpCodes(totp: TotpParameters, now: () => number): TotpCodes {
  let last = 0;
  const periodMs = totp.period * 1000;
  const stepNow = (): number => Math.floor(now() / periodMs);
  return {
    next() {
      const current = stepNow();
      // Not the one before: it may end before the call that it is for has been made.
      const step = Math.max(current, last + 1);
      if (step > current + DRIFT) return undefined;
      last = step;
      return totpCode(totp, step);
    },
    waitMs: (count) => Math.max(0, (last + count - DRIFT) * periodMs - now()),
    isRightSoon(code) {
      const current = stepNow();
      return [-DRIFT, 0, DRIFT, DRIFT + 1].some((offset) => totpCode(totp, current + offset) === code);
    },
  };
}
