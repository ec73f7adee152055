/** How a verification waits. All in ms. */
export interface VerifyPace {
  /** How long one look may wait at the server for another state; the contract allows 60 s. */
  readonly waitMs: number;
  /** The same while a device is awaited and no code to match is known. */
  readonly codeWaitMs: number;
  /** Between two looks where the service names no interval. */
  readonly pollIntervalMs: number;
  /** Between two looks whatever it names. */
  readonly leastPollIntervalMs: number;
  /** Between two looks while the caller is asked: whether an answer is still awaited. */
  readonly watchMs: number;
  /** How long withdrawing the challenge may take. */
  readonly withdrawMs: number;
  /** How long a challenge lives where it does not tell, or where the two clocks see its end differently. */
  readonly challengeMs: number;
  /** How long after its end a challenge that could not be reached is asked for. */
  readonly graceMs: number;
}

export const DEFAULT_PACE: VerifyPace = {
  waitMs: 20_000,
  codeWaitMs: 5_000,
  pollIntervalMs: 1_000,
  leastPollIntervalMs: 100,
  watchMs: 3_000,
  withdrawMs: 5_000,
  challengeMs: 120_000,
  graceMs: 10_000,
};
