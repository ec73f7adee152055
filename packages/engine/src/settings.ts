import { FAULT_PATIENCE_MS } from './account-writer.ts';
import type { AvailabilityView, SetAvailabilityRequest } from './api.ts';
import type { Clock } from './clock.ts';
import type { EventRecord, SettingsDocument, SettingsKey } from './documents.ts';
import { eventIdOf, type RandomBytes, randomStart } from './ids.ts';
import { type Outcome, ok, refuse } from './outcome.ts';
import { type Store, StoreError } from './store.ts';
import { concurrentAttempt } from './transitions/guard-answer.ts';

/** What configuration says of a factor's availability; it holds only until something is stored. */
export interface AvailabilitySeed {
  readonly factorType: string;
  readonly enrollmentEnabled: boolean;
}

export interface Settings {
  read(key: SettingsKey): Promise<AvailabilityView>;
  set(actor: string, request: SetAvailabilityRequest): Promise<Outcome<AvailabilityView>>;
}

interface SettingsOptions {
  readonly store: Pick<Store, 'readSettings' | 'writeSettings'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: RandomBytes;
  readonly seeds: readonly AvailabilitySeed[];
  /** Called after a write left an event in the document's outbox. */
  readonly onOutbox: (key: SettingsKey) => void;
}

const UNSTORED: AvailabilityView = { enrollmentEnabled: true, challengesEnabled: true, revision: 0 };
const SEEDED_BY = 'configuration';
const TRIES = 6;

/** Availability per tenant and factor, read at every use so that a change holds on the next call of every process. */
export function createSettings({ store, clock, random, seeds, onOutbox }: SettingsOptions): Settings {
  /** Stores the seed where there is one and nothing is stored yet; the first process wins. */
  async function readStored(key: SettingsKey): Promise<SettingsDocument | undefined> {
    const stored = await store.readSettings(key);
    const seed = seeds.find((candidate) => candidate.factorType === key.factorType);
    if (stored !== undefined || seed === undefined) return stored;
    const seeded: SettingsDocument = {
      ...key,
      schema: 1,
      version: randomStart(random),
      enrollmentEnabled: seed.enrollmentEnabled,
      challengesEnabled: true,
      revision: 1,
      updatedAt: clock.now(),
      updatedBy: SEEDED_BY,
      reason: '',
      outbox: [],
    };
    return (await store.writeSettings(seeded, undefined)) ? seeded : store.readSettings(key);
  }

  async function setOnce(actor: string, request: SetAvailabilityRequest): Promise<Outcome<AvailabilityView> | 'raced'> {
    const key = { tenant: request.tenant, factorType: request.factorType };
    const stored = await readStored(key);
    const before = stored === undefined ? UNSTORED : viewOf(stored);
    const enrollmentEnabled = request.enrollmentEnabled ?? before.enrollmentEnabled;
    const challengesEnabled = request.challengesEnabled ?? before.challengesEnabled;
    if (enrollmentEnabled === before.enrollmentEnabled && challengesEnabled === before.challengesEnabled) {
      return ok(before);
    }
    if (request.expectedRevision !== undefined && request.expectedRevision !== before.revision) {
      return refuse('STALE_REVISION', 'The availability was changed since you read it; read it again and decide anew', {
        field: 'expected_revision',
      });
    }
    const now = clock.now();
    const version = (stored?.version ?? randomStart(random)) + 1;
    const event: EventRecord = {
      id: eventIdOf(['settings', key.tenant, key.factorType], version, 0),
      type: 'availability.changed',
      occurredAt: now,
      tenant: key.tenant,
      subject: '',
      factorType: key.factorType,
      actor,
      reason: request.reason,
    };
    const next: SettingsDocument = {
      ...key,
      schema: 1,
      version,
      enrollmentEnabled,
      challengesEnabled,
      revision: before.revision + 1,
      updatedAt: now,
      updatedBy: actor,
      reason: request.reason,
      outbox: [...(stored?.outbox ?? []), event],
    };
    if (!(await store.writeSettings(next, stored?.version))) return 'raced';
    onOutbox(key);
    return ok(viewOf(next));
  }

  return {
    async read(key) {
      const stored = await readStored(key);
      return stored === undefined ? UNSTORED : viewOf(stored);
    },
    async set(actor, request) {
      const asked = clock.now();
      let fault: StoreError | undefined;
      for (let tried = 0; tried < TRIES; tried++) {
        try {
          const outcome = await setOnce(actor, request);
          if (outcome !== 'raced') return outcome;
          fault = undefined;
        } catch (error) {
          // If the write happened after all, the next try finds nothing left to change.
          if (!(error instanceof StoreError) || error.code !== 'unavailable') throw error;
          fault = error;
          if (clock.now() - asked >= FAULT_PATIENCE_MS) break;
        }
      }
      if (fault !== undefined) throw fault;
      return concurrentAttempt();
    },
  };
}

function viewOf(stored: SettingsDocument): AvailabilityView {
  return {
    enrollmentEnabled: stored.enrollmentEnabled,
    challengesEnabled: stored.challengesEnabled,
    revision: stored.revision,
    updatedAt: stored.updatedAt,
    updatedBy: stored.updatedBy,
    reason: stored.reason,
  };
}
