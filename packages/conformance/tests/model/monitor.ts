import type { Limits } from '@authfactor/engine';
import { type AccountChanges, TAKEN_BACK } from './account-changes.ts';
import { requestKeyOf } from './emission.ts';

/** An attempt as an onlooker sees it: when it was reserved, whether and when it was compared, what became of it. */
export interface Attempt {
  readonly request: string;
  readonly by: string;
  /** When its reservation was asked of the store. */
  readonly at: number;
  readonly comparedAt?: number;
  readonly right?: boolean;
  /** Whether its device was asked. */
  readonly asked?: boolean;
  /** Of the credential that it was compared with. */
  readonly generation?: number;
  /** Absent while nobody has settled it. */
  readonly settled?: string;
  /** A later right answer has shown that the caller knows the secret: no longer a consecutive failure. */
  readonly forgiven: boolean;
  /** An unlock or a new credential: it counts for nothing any more. */
  readonly cleared: boolean;
  /** The credential was changed while it was under way. */
  readonly overtaken: boolean;
}

/** What has happened so far, as far as it bears on what may happen next. */
export interface Monitor {
  /** In the order of their reservations. */
  readonly attempts: readonly Attempt[];
  /** Final states by challenge or enrolment, once somebody was told. */
  readonly told: Readonly<Record<string, string>>;
  /** Outcomes by request, once somebody was told. */
  readonly answered: Readonly<Record<string, string>>;
  /** Challenges whose device was asked. */
  readonly asked: readonly string[];
  /** Challenges that were there when the credential or the account's status changed. */
  readonly outdated: readonly string[];
  /** Attempts that were under way when the subject was erased. The account knows nothing of them any more. */
  readonly erased: readonly Attempt[];
}

export const NOTHING_YET: Monitor = { attempts: [], told: {}, answered: {}, asked: [], outdated: [], erased: [] };

/** Right, and entered as right. */
export const succeeded = (attempt: Attempt): boolean =>
  attempt.right === true && (attempt.settled === 'matched' || attempt.settled === 'closed');

/** Found unusable when it was to be compared, so that it was not; or taken back without its device having been asked. */
export const wasTakenBack = ({ settled, comparedAt, asked }: Attempt): boolean =>
  comparedAt === undefined && asked !== true && (settled === 'unusable' || settled === TAKEN_BACK);

/** Whether it must still count as one of the consecutive failures. */
export const countsInARow = (attempt: Attempt): boolean => !attempt.forgiven && countsInWindows(attempt);

/** Whether it must still count in the windows. */
export const countsInWindows = (attempt: Attempt): boolean =>
  !attempt.cleared && !succeeded(attempt) && !wasTakenBack(attempt);

/** Enters what one write did to the account. `since`: when the write was asked for. */
export function observeWrite(
  monitor: Monitor,
  changes: AccountChanges,
  by: string,
  since: number,
  now: number,
  limits: Limits,
): Monitor {
  if (changes.erases) {
    const underWay = monitor.attempts.filter(({ settled }) => settled === undefined);
    return { ...NOTHING_YET, erased: [...monitor.erased, ...underWay] };
  }
  let { attempts, outdated, told, answered } = monitor;
  for (const { challengeId, requestId } of changes.reserved) {
    const attempt: Attempt = {
      request: requestKeyOf(challengeId, requestId),
      by,
      at: since,
      forgiven: false,
      cleared: false,
      overtaken: false,
    };
    attempts = [...attempts, attempt];
  }
  for (const { challengeId, requestId, state } of changes.settled) {
    const index = attempts.findLastIndex(({ request }) => request === requestKeyOf(challengeId, requestId));
    attempts = attempts.map((attempt, i) => (i === index ? { ...attempt, settled: state } : attempt));
    const settled = attempts[index];
    if (settled !== undefined && succeeded(settled)) {
      attempts = attempts.map((attempt, i) => (i < index ? { ...attempt, forgiven: true } : attempt));
    }
  }
  if (changes.overtakes) {
    attempts = attempts.map((attempt) => (attempt.settled === undefined ? { ...attempt, overtaken: true } : attempt));
    outdated = [...new Set([...outdated, ...changes.challengeIds])];
  }
  if (changes.replacesCredential) attempts = attempts.map((attempt) => ({ ...attempt, cleared: true }));
  if (changes.unlocks) {
    const live = (attempt: Attempt) => attempt.settled === undefined && now < attempt.at + limits.holdMs;
    attempts = attempts.map((attempt) => (live(attempt) ? attempt : { ...attempt, cleared: true }));
  }
  for (const { challengeId, expiresAt } of changes.forgotten) {
    // All that may be said of it from then on. Before its life has ended nothing of it may be forgotten.
    if (now < expiresAt) continue;
    told = challengeId in told ? { ...told, [challengeId]: 'expired' } : told;
    answered = Object.fromEntries(Object.entries(answered).filter(([key]) => !key.startsWith(`${challengeId}/`)));
  }
  return { ...monitor, attempts, outdated, told, answered };
}
