import type {
  AccountDocument,
  AccountKey,
  ChallengeDocument,
  LoggedEvent,
  SettingsDocument,
  SettingsKey,
} from './documents.ts';

/** Where a list of events goes on: strictly after this place in the order (recordedAt, id). */
export interface EventPosition {
  readonly recordedAt: number;
  readonly id: string;
}

/** All given filters must hold. Times in ms since the Unix epoch. */
export interface EventQuery {
  readonly tenant: string;
  readonly subject?: string;
  readonly factorType?: string;
  /** Empty: every type. */
  readonly types: readonly string[];
  /** recordedAt ≥ since. */
  readonly since?: number;
  /** recordedAt < until. */
  readonly until?: number;
  readonly after?: EventPosition;
  readonly limit: number;
}

/** A document whose outbox is not empty. */
export type PendingOutbox =
  | { readonly kind: 'account'; readonly key: AccountKey }
  | { readonly kind: 'settings'; readonly key: SettingsKey };

/**
 * Where documents live. A store knows nothing about attempts: every rule lives once, in the engine. What it must give:
 *
 * - a write that returned is durable, and every later read by any process sees it (or a newer one);
 * - `writeAccount` and `writeSettings` are compare-and-set: of any number of writers that expect one version, exactly
 *   one gets `true`;
 * - `insertChallenge` keeps the first document of an id;
 * - keys are compared byte for byte, whatever characters they hold.
 *
 * A method rejects with `StoreError`: `unavailable` (nobody knows whether a write happened), `damaged` (a document does
 * not parse or has an unknown schema), `too-large` (nothing was written).
 */
export interface Store extends AsyncDisposable {
  /** Short, for logs and readiness: `sqlite`, `mongodb`, `memory`. */
  readonly name: string;
  readChallenge(id: string): Promise<ChallengeDocument | undefined>;
  /** Inserts if the id is absent. Gives the document that was there already, `undefined` if this one was inserted. */
  insertChallenge(challenge: ChallengeDocument): Promise<ChallengeDocument | undefined>;
  readAccount(key: AccountKey): Promise<AccountDocument | undefined>;
  /**
   * Writes `next` if the stored version is `expected` (`undefined`: if there is no document). `next.version` is set by
   * the engine. Gives whether it was written.
   */
  writeAccount(next: AccountDocument, expected: number | undefined): Promise<boolean>;
  readSettings(key: SettingsKey): Promise<SettingsDocument | undefined>;
  writeSettings(next: SettingsDocument, expected: number | undefined): Promise<boolean>;
  /** Appends events, skipping ids that are in the log already: the first one stays as it is. */
  appendEvents(events: readonly LoggedEvent[]): Promise<void>;
  /** Ordered by (recordedAt, id). */
  listEvents(query: EventQuery): Promise<readonly LoggedEvent[]>;
  /** Some documents with a non-empty outbox, at most `limit`, in no order. */
  listOutboxes(limit: number): Promise<readonly PendingOutbox[]>;
  /** Every account, each at least once; ones written meanwhile may be given in either state. */
  walkAccounts(): AsyncIterable<AccountDocument>;
  /**
   * Deletes the subject's challenges, blanks `subject` and `session` in its logged events (and `actor` where it is the
   * subject), then deletes its accounts, in this order. Repeatable: what a crash left undone, the next call does.
   */
  eraseSubject(tenant: string, subject: string): Promise<void>;
  /** Deletes challenges whose `deleteAfter` is before `now`, and events recorded before `eventsBefore`. */
  sweep(now: number, eventsBefore: number): Promise<void>;
  /** The store's own clock in ms since the Unix epoch; `undefined` where it has none but this process's. */
  clock(): Promise<number | undefined>;
  /** Resolves when reads and writes are possible right now, rejects with `StoreError` otherwise. */
  ready(): Promise<void>;
}

export type StoreErrorCode = 'unavailable' | 'damaged' | 'too-large';

/** A store's fault. The message never holds a key, a record or anything of a document. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
  }
}
