import type { Logger } from '@authfactor/service';

/** A fault as it may be logged. */
export interface LoggedFault {
  readonly code: string;
  readonly message: string;
}

interface FaultLogOptions {
  readonly logger: Pick<Logger, 'warn'>;
  readonly factorType: string;
  /** What is logged: `Okta did not do as it was asked`. */
  readonly what: string;
  /** Ms, from any start, never backwards. */
  readonly monotonic?: () => number;
}

const QUIET_MS = 10_000;
const KINDS_KEPT = 64;

/**
 * Logs what a provider does wrong: at once where it is new, otherwise every ten seconds, with how often it happened in
 * between. While a provider is down, every caller who waits for it meets the same fault every few seconds.
 */
export const createFaultLog = (options: FaultLogOptions): ((fault: LoggedFault) => void) => {
  const { logger, factorType, what, monotonic = () => performance.now() } = options;
  const known = new Map<string, { readonly until: number; repeated: number }>();
  return ({ code, message }) => {
    const now = monotonic();
    const kind = `${code} ${message}`;
    const last = known.get(kind);
    if (last !== undefined && now < last.until) {
      last.repeated += 1;
      return;
    }
    if (known.size >= KINDS_KEPT) known.clear();
    known.set(kind, { until: now + QUIET_MS, repeated: 0 });
    logger.warn({ factorType, code, why: message, repeated: last?.repeated ?? 0 }, what);
  };
};
