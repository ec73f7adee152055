const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** So many consecutive failures lock for so long, counted from the last one. */
export interface LockStep {
  readonly failures: number;
  readonly lockMs: number;
}

/** So many attempts within a span lock until the oldest of them leaves it. */
export interface AttemptWindow {
  readonly attempts: number;
  readonly spanMs: number;
}

/** Every bound that the engine holds. Times in ms. */
export interface Limits {
  readonly attemptsPerChallenge: number;
  readonly unusablePerChallenge: number;
  readonly challengeTtlMs: number;
  /** Ascending by `failures`; the last one holds for everything above. */
  readonly lockSteps: readonly LockStep[];
  readonly windows: readonly AttemptWindow[];
  /** How long a call may take from its reservation to its settle. */
  readonly holdMs: number;
  /** More than the clock error between processes that is allowed. */
  readonly clockErrorMs: number;
  /** How long a reservation may wait for the store. */
  readonly reserveTimeoutMs: number;
  /** How long a request id is remembered after its challenge ended. */
  readonly idempotencyWindowMs: number;
  readonly challengesPerAccount: number;
  readonly keepChallengesMs: number;
  readonly enrollmentTtlMs: number;
  readonly enrollmentHoldMs: number;
  readonly inputsPerEnrollment: number;
  /** Inputs refused for their shape, which cost nothing else. */
  readonly refusalsPerEnrollment: number;
  readonly enrollmentsPerDay: number;
  readonly enrollmentsKept: number;
  readonly operationsKept: number;
  readonly freshLoginMs: number;
  /** Events younger than this are not listed yet, so that pages are stable. */
  readonly eventDelayMs: number;
  readonly keepEventsMs: number;
  /** Events that may wait in one account for the log; an account must not grow without end while the log is away. */
  readonly undrainedEvents: number;
}

export const DEFAULT_LIMITS: Limits = {
  attemptsPerChallenge: 3,
  unusablePerChallenge: 5,
  challengeTtlMs: 120 * SECOND,
  lockSteps: [
    { failures: 3, lockMs: MINUTE },
    { failures: 4, lockMs: 5 * MINUTE },
    { failures: 5, lockMs: 30 * MINUTE },
    { failures: 6, lockMs: HOUR },
  ],
  windows: [
    { attempts: 10, spanMs: DAY },
    { attempts: 20, spanMs: 30 * DAY },
  ],
  holdMs: 10 * SECOND,
  clockErrorMs: 2 * SECOND,
  reserveTimeoutMs: 2 * SECOND,
  idempotencyWindowMs: 10 * MINUTE,
  challengesPerAccount: 128,
  keepChallengesMs: DAY,
  enrollmentTtlMs: 10 * MINUTE,
  enrollmentHoldMs: 30 * SECOND,
  inputsPerEnrollment: 5,
  refusalsPerEnrollment: 20,
  enrollmentsPerDay: 10,
  enrollmentsKept: 4,
  operationsKept: 16,
  freshLoginMs: 10 * MINUTE,
  eventDelayMs: 5 * SECOND,
  keepEventsMs: 400 * DAY,
  undrainedEvents: 256,
};

/** NIST SP 800-63B, section on rate limiting: no more than 100 consecutive failed attempts on one account. */
const CONSECUTIVE_FAILURES_CEILING = 100;

/** Throws a `RangeError` for limits that would not limit. */
export function checkLimits(limits: Limits): void {
  const { lockSteps, windows, ...numbers } = limits;
  const given: readonly (readonly [string, number])[] = [
    ...Object.entries(numbers),
    ...lockSteps.flatMap((step, i) =>
      Object.entries(step).map(([name, value]) => [`lockSteps[${i}].${name}`, value] as const),
    ),
    ...windows.flatMap((window, i) =>
      Object.entries(window).map(([name, value]) => [`windows[${i}].${name}`, value] as const),
    ),
  ];
  for (const [name, value] of given) {
    if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${name} must be a whole number of at least 1`);
  }
  const first = lockSteps[0];
  if (first === undefined || first.failures > CONSECUTIVE_FAILURES_CEILING) {
    throw new RangeError(
      `The first lock must come after at most ${CONSECUTIVE_FAILURES_CEILING} failures; set lockSteps`,
    );
  }
  for (const [i, step] of lockSteps.entries()) {
    const before = lockSteps[i - 1];
    if (before !== undefined && (step.failures <= before.failures || step.lockMs < before.lockMs)) {
      throw new RangeError('lockSteps must ascend in failures and never get shorter');
    }
  }
  if (windows.length === 0) throw new RangeError('windows must hold at least one window');
  if (limits.attemptsPerChallenge > CONSECUTIVE_FAILURES_CEILING) {
    throw new RangeError(`attemptsPerChallenge must be at most ${CONSECUTIVE_FAILURES_CEILING}`);
  }
  if (limits.clockErrorMs >= limits.holdMs) throw new RangeError('holdMs must be longer than clockErrorMs');
  if (limits.keepChallengesMs <= limits.idempotencyWindowMs) {
    throw new RangeError('keepChallengesMs must be longer than idempotencyWindowMs');
  }
}
