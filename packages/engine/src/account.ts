import type { Channel, Factor } from '@authfactor/factor';
import { endEntry, entryState, isFinal, isLive } from './challenge-state.ts';
import type {
  AccountDocument,
  AccountKey,
  AnswerEntry,
  ChallengeEntry,
  EventRecord,
  EventType,
  Operation,
} from './documents.ts';
import { eventIdOf, type RandomBytes, randomStart } from './ids.ts';
import type { Limits } from './limits.ts';

const DAY_MS = 24 * 3_600_000;
const EPOCH_STARTS_KEPT = 64;

/** An account that was never stored. Its version is one below the first one written. */
export function newAccount(key: AccountKey, random: RandomBytes): AccountDocument {
  return {
    schema: 1,
    version: randomStart(random),
    writtenAt: 0,
    tenant: key.tenant,
    factorType: key.factorType,
    subject: key.subject,
    generation: 0,
    epoch: randomStart(random),
    epochStarts: [],
    status: 'active',
    history: [],
    attempts: { reserved: 0, cleared: 0, recent: [] },
    challenges: {},
    enrollments: {},
    enrollmentsBegun: [],
    operations: [],
    outbox: [],
  };
}

export interface EventDraft {
  readonly type: EventType;
  readonly actor: string;
  readonly challengeId?: string;
  readonly session?: string;
  readonly channel?: Channel;
  readonly reason?: string;
}

/** The next version of an account, with the events of this change in its outbox. */
export function advance(
  account: AccountDocument,
  changes: Partial<AccountDocument>,
  events: readonly EventDraft[],
  now: number,
): AccountDocument {
  const version = account.version + 1;
  const { tenant, factorType, subject } = account;
  const records: readonly EventRecord[] = events.map((event, index) => ({
    ...event,
    id: eventIdOf([tenant, factorType, subject], version, index),
    occurredAt: now,
    tenant,
    factorType,
    subject,
  }));
  return {
    ...account,
    ...changes,
    version,
    writtenAt: now,
    outbox: [...(changes.outbox ?? account.outbox), ...records],
  };
}

/**
 * The engine's time for an account: never before its last write, so that a process with a slow clock cannot shorten a
 * lock, nor take for open what another has told as ended.
 */
export function accountTime(account: AccountDocument | undefined, now: number): number {
  return account === undefined ? now : Math.max(now, account.writtenAt);
}

/**
 * Brings times later than `now` back to it, for an account that a wrong clock has written to. What that clock has ended
 * is stored as ended first, because it may have been told.
 */
export function discardLaterTimes(account: AccountDocument, now: number, limits: Limits): Partial<AccountDocument> {
  const latest = accountTime(account, now);
  const challenges = Object.entries(account.challenges).map(([id, entry]): [string, ChallengeEntry] => {
    const told = entryState(entry, latest, limits, 'strict');
    const ended = entry.state === undefined && isFinal(told) ? { ...entry, state: told, endedAt: now } : entry;
    const answers = Object.entries(ended.answers).map(([requestId, answer]): [string, AnswerEntry] => {
      if (answer.state !== 'reserved') return [requestId, answer];
      if (!isLive(answer, latest, limits, 'strict')) return [requestId, { state: 'lost', seq: answer.seq }];
      const holdUntil = entry.device === undefined ? Math.min(answer.holdUntil, now + limits.holdMs) : answer.holdUntil;
      return [requestId, { ...answer, holdUntil }];
    });
    const endedAt = ended.endedAt === undefined ? {} : { endedAt: Math.min(ended.endedAt, now) };
    return [id, { ...ended, ...endedAt, answers: Object.fromEntries(answers) }];
  });
  return {
    challenges: Object.fromEntries(challenges),
    epochStarts: account.epochStarts.map((start) => ({ ...start, at: Math.min(start.at, now) })),
    enrollmentsBegun: account.enrollmentsBegun.map((at) => Math.min(at, now)),
    operations: account.operations.map((operation) => ({ ...operation, at: Math.min(operation.at, now) })),
    ...(account.credential === undefined
      ? {}
      : { credential: { ...account.credential, enrolledAt: Math.min(account.credential.enrolledAt, now) } }),
  };
}

/**
 * Moves to the next epoch, which cancels every open challenge. A state that was final by now is stored first, because
 * what was told as ended never changes.
 */
export function nextEpoch(
  account: AccountDocument,
  now: number,
  limits: Limits,
): Pick<AccountDocument, 'epoch' | 'epochStarts' | 'challenges'> {
  const challenges = Object.fromEntries(
    Object.entries(account.challenges).map(([id, entry]) => [id, endEntry(entry, 'canceled', now, limits)]),
  );
  const epoch = account.epoch + 1;
  const readable = limits.keepChallengesMs + limits.challengeTtlMs + limits.clockErrorMs;
  return {
    epoch,
    epochStarts: [...account.epochStarts.filter((start) => start.at > now - readable), { epoch, at: now }].slice(
      -EPOCH_STARTS_KEPT,
    ),
    challenges,
  };
}

/** Remembers an administrative request id. */
export function withOperation(
  account: AccountDocument,
  operation: Operation,
  limits: Limits,
): Pick<AccountDocument, 'operations'> {
  return {
    operations: [...account.operations.filter((known) => known.at > operation.at - DAY_MS), operation].slice(
      -limits.operationsKept,
    ),
  };
}

/** Whether a challenge would have anything to verify the caller with. */
export function isEnrolled(factor: Factor, account: AccountDocument | undefined): boolean {
  if (factor.enrollment === undefined) return true;
  return account !== undefined && account.erased !== true && account.credential !== undefined;
}
