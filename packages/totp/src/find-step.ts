import { Secret } from '@authfactor/factor';
import { HOTP, TOTP } from 'otpauth';
import { hmac, otpSeed } from './otp-seed.ts';
import type { TotpParameters } from './totp-parameters.ts';

/** Steps before and after the current one whose codes are taken too (RFC 6238, sections 5.2 and 6). */
const DRIFT = [-1, 0, 1];

/**
 * The time step whose code was given: the current one of `now` (ms since the Unix epoch) or one next to it; `undefined`
 * where it is none of them. Every step is computed and compared in constant time, so that the time taken tells neither
 * whether nor where it was found. Should two steps have the same code, it is the later one: with it, both are used up.
 */
export function findStep(
  seed: Secret,
  { algorithm, digits, periodSeconds }: TotpParameters,
  code: Secret,
  now: number,
): number | undefined {
  const current = TOTP.counter({ period: periodSeconds, timestamp: now });
  using key = otpSeed(seed);
  let found: number | undefined;
  for (const counter of DRIFT.map((drift) => current + drift).filter((step) => step >= 0)) {
    using expected = Secret.fromText(HOTP.generate({ secret: key.secret, algorithm, digits, counter, hmac }));
    if (expected.equals(code)) found = counter;
  }
  return found;
}
