import type { Channel, CredentialRecord, Rejection, RenderedPrompt, UnusableReason } from '@authfactor/factor';

/*
 * The stored documents. Everything is JSON: times are ms since the Unix epoch, records are the factor's own text.
 * `schema` lets two versions of the server run side by side during an upgrade.
 */

/** One account per (tenant, factor type, subject). Ids are compared byte for byte. */
export interface AccountKey {
  readonly tenant: string;
  readonly factorType: string;
  readonly subject: string;
}

export type EventType =
  | `credential.${'enrolled' | 'replaced' | 'removed' | 'revoked' | 'damaged'}`
  | `challenge.${'begun' | 'verified' | 'mismatched' | 'exhausted' | 'canceled' | 'denied' | 'reported' | 'failed'}`
  | `subject.${'locked' | 'unlocked' | 'disabled' | 'enabled' | 'deleted'}`
  | 'availability.changed';

/** Something that happened, before it has entered the log. Never holds anything of an answer. */
export interface EventRecord {
  readonly id: string;
  readonly type: EventType;
  readonly occurredAt: number;
  readonly tenant: string;
  /** Empty once the subject is erased, and for events about a tenant. */
  readonly subject: string;
  readonly factorType: string;
  readonly challengeId?: string;
  readonly session?: string;
  /** Who did it: a client's id, or the end user's or administrator's subject. */
  readonly actor: string;
  readonly channel?: Channel;
  readonly reason?: string;
}

/** An event in the log. Lists are ordered by `recordedAt`, then `id`. */
export interface LoggedEvent extends EventRecord {
  readonly schema: 1;
  readonly recordedAt: number;
}

/** Immutable; `id` is a hash of tenant, client and request id. */
export interface ChallengeDocument extends AccountKey {
  readonly schema: 1;
  readonly id: string;
  readonly client: string;
  readonly session: string;
  readonly purpose: string;
  readonly origin: string;
  readonly channels: readonly Channel[];
  readonly language: string;
  /** What the factor says first, where only opening the challenge could tell. */
  readonly prompt?: RenderedPrompt;
  /** The account's epoch when it began. */
  readonly epoch: number;
  readonly begunAt: number;
  readonly expiresAt: number;
  /** When the store may sweep it: 24 h after `expiresAt`. */
  readonly deleteAfter: number;
}

export type FinalChallengeState = 'verified' | 'exhausted' | 'denied' | 'reported' | 'expired' | 'canceled' | 'failed';

export type ChallengeState = 'awaiting-input' | 'awaiting-device' | FinalChallengeState;

/** A reservation: counted, and not yet compared or given up. */
export interface ReservedAnswer {
  readonly state: 'reserved';
  /** 128 random bits of the call that reserved, kept nowhere else. */
  readonly owner: string;
  readonly seq: number;
  readonly epoch: number;
  readonly holdUntil: number;
}

export interface SettledAnswer {
  readonly state: 'matched' | 'mismatched' | 'reused' | 'closed' | 'lost';
  readonly seq: number;
}

export interface UnusableAnswer {
  readonly state: 'unusable';
  readonly reason: UnusableReason;
}

export type AnswerEntry = ReservedAnswer | SettledAnswer | UnusableAnswer;

export interface VerifiedMark {
  readonly at: number;
  /** The assertion's id, so that a repeated call mints the same claims. */
  readonly jti: string;
  readonly channel: Channel;
  readonly generation: number;
}

/** The provider's side of an out-of-band challenge. `transaction` is absent until the provider has answered. */
export interface DeviceEntry {
  readonly transaction?: string;
  readonly matchCode?: string;
  /** Until when the call that asks the device may still record the transaction. */
  readonly holdUntil: number;
}

/** A challenge's mutable state; appears with the first write. */
export interface ChallengeEntry {
  /** Only final states are stored; everything else is computed. */
  readonly state?: FinalChallengeState;
  readonly endedAt?: number;
  readonly expiresAt: number;
  readonly verified?: VerifiedMark;
  readonly device?: DeviceEntry;
  /** By request id. */
  readonly answers: Readonly<Record<string, AnswerEntry>>;
}

export type FinalEnrollmentState = 'completed' | 'failed' | 'expired' | 'canceled' | 'superseded';

export type EnrollmentState = 'awaiting-input' | FinalEnrollmentState;

export type EnrollmentAnswer =
  | {
      readonly state: 'reserved';
      readonly owner: string;
      readonly epoch: number;
      readonly holdUntil: number;
    }
  | { readonly state: 'rejected'; readonly rejections: readonly Rejection[] }
  | { readonly state: 'completed' }
  | { readonly state: 'lost' };

export interface EnrollmentEntry {
  readonly client: string;
  readonly language: string;
  readonly state?: FinalEnrollmentState;
  readonly begunAt: number;
  readonly expiresAt: number;
  /** Inputs that were compared with the history, lapsed ones included. */
  readonly used: number;
  /** What the factor's `start` keeps until the enrolment completes. */
  readonly pending?: string;
  /** By request id. */
  readonly answers: Readonly<Record<string, EnrollmentAnswer>>;
}

export interface Credential extends CredentialRecord {
  readonly factorState?: string;
  readonly enrolledAt: number;
}

export interface RecentAttempt {
  readonly seq: number;
  readonly at: number;
  readonly origin: string;
}

export interface Attempts {
  /** How many attempts were ever reserved; the newest one's `seq`. Only grows. */
  readonly reserved: number;
  /** Attempts up to this `seq` no longer count as consecutive failures. Only grows. */
  readonly cleared: number;
  /** Attempts of the last 30 days that were not right, the oldest first. */
  readonly recent: readonly RecentAttempt[];
  /** The `seq`s above `cleared` of attempts that were taken back: reserved, but never compared. Absent: none. */
  readonly withdrawn?: readonly number[];
}

/** When an epoch began. */
export interface EpochStart {
  readonly epoch: number;
  readonly at: number;
}

export interface Operation {
  readonly requestId: string;
  readonly kind: string;
  readonly at: number;
}

/** All mutable state of one (tenant, factor, subject). Each transition is one compare-and-set on `version`. */
export interface AccountDocument extends AccountKey {
  readonly schema: 1;
  readonly version: number;
  /** The engine's time when it was written. Only an unlock takes it back. */
  readonly writtenAt: number;
  readonly generation: number;
  readonly epoch: number;
  /** The epochs that began while a challenge of an older one may still be read, the oldest first. */
  readonly epochStarts: readonly EpochStart[];
  readonly status: 'active' | 'disabled';
  /** Erased: a tombstone that stands until the store has deleted it. */
  readonly erased?: boolean;
  readonly credential?: Credential;
  /** The newest first. */
  readonly history: readonly CredentialRecord[];
  readonly attempts: Attempts;
  readonly challenges: Readonly<Record<string, ChallengeEntry>>;
  readonly enrollments: Readonly<Record<string, EnrollmentEntry>>;
  /** When enrolments were begun in the last 24 h, the oldest first. */
  readonly enrollmentsBegun: readonly number[];
  readonly operations: readonly Operation[];
  readonly outbox: readonly EventRecord[];
}

export interface SettingsKey {
  readonly tenant: string;
  readonly factorType: string;
}

/** Availability of a factor for a tenant. */
export interface SettingsDocument extends SettingsKey {
  readonly schema: 1;
  readonly version: number;
  readonly enrollmentEnabled: boolean;
  readonly challengesEnabled: boolean;
  /** Counts changes, from 1. */
  readonly revision: number;
  readonly updatedAt: number;
  readonly updatedBy: string;
  readonly reason: string;
  readonly outbox: readonly EventRecord[];
}
