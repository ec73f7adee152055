/** The allow-list, for what is configured and for what is stored. */
export const ALGORITHMS = ['SHA1', 'SHA256', 'SHA512'] as const;
export const DIGITS = [6, 8] as const;
export const PERIODS_SECONDS = [30, 60] as const;

export type TotpAlgorithm = (typeof ALGORITHMS)[number];
export type TotpDigits = (typeof DIGITS)[number];
export type TotpPeriodSeconds = (typeof PERIODS_SECONDS)[number];

/** What the code of a time is computed with, besides the seed (RFC 6238, section 4). */
export interface TotpParameters {
  readonly algorithm: TotpAlgorithm;
  readonly digits: TotpDigits;
  readonly periodSeconds: TotpPeriodSeconds;
}

/**
 * How long a seed is, in bytes: as the output of the hash (RFC 6238, section 5.1), which is at least the 160 bits that
 * RFC 4226, section 4, R6 recommends.
 */
export const SEED_BYTES: Readonly<Record<TotpAlgorithm, number>> = { SHA1: 20, SHA256: 32, SHA512: 64 };

/** The parameters, where each of them is allowed; `undefined` otherwise. */
export function allowedParameters(algorithm: unknown, digits: unknown, period: unknown): TotpParameters | undefined {
  const hash = ALGORITHMS.find((allowed) => allowed === algorithm);
  const length = DIGITS.find((allowed) => allowed === digits);
  const periodSeconds = PERIODS_SECONDS.find((allowed) => allowed === period);
  return hash === undefined || length === undefined || periodSeconds === undefined
    ? undefined
    : { algorithm: hash, digits: length, periodSeconds };
}
