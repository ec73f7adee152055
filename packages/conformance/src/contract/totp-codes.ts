import type { TotpParameters } from './answers-file.ts';
import { totpCode } from './totp-code.ts';

/** The codes that a seed has now. */
export interface TotpCodes {
  /** One that was not given before, in ascending order; `undefined` where the time has none left. */
  next(): string | undefined;
  /** Whether a code would be right now. */
  isRight(code: string): boolean;
}

/** One step either way is accepted. */
const DRIFT = 1;

/** A code that stops being right sooner is not given: the call that it is for may take a while. */
const SPARE_MS = 10_000;

/** `now` in ms since the Unix epoch. */
export function createTotpCodes(totp: TotpParameters, now: () => number): TotpCodes {
  let last = 0;
  const stepAt = (ms: number): number => Math.floor(ms / 1000 / totp.period);
  return {
    next() {
      const step = Math.max(stepAt(now() + SPARE_MS) - DRIFT, last + 1);
      if (step > stepAt(now()) + DRIFT) return undefined;
      last = step;
      return totpCode(totp, step);
    },
    isRight: (code) => [-DRIFT, 0, DRIFT].some((offset) => totpCode(totp, stepAt(now()) + offset) === code),
  };
}
