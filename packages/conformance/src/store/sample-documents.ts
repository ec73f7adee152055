import type {
  AccountDocument,
  ChallengeDocument,
  EventRecord,
  LoggedEvent,
  SettingsDocument,
} from '@authfactor/engine';

/** 2026-01-01, ms since the Unix epoch. */
const start = 1_767_225_600_000;

/** A valid account with every kind of entry in it; `changes` replace whole fields. */
export function sampleAccount(changes: Partial<AccountDocument> = {}): AccountDocument {
  return {
    schema: 1,
    tenant: 'tenant',
    factorType: 'soft-pin',
    subject: 'alice',
    version: 2 ** 47 + 1,
    writtenAt: start + 10,
    generation: 2,
    epoch: 3,
    epochStarts: [{ epoch: 3, at: start }],
    status: 'active',
    credential: { generation: 2, record: 'record-of-generation-2', factorState: '57', enrolledAt: start },
    history: [{ generation: 1, record: 'record-of-generation-1' }],
    attempts: { reserved: 2, cleared: 1, recent: [{ seq: 2, at: start + 5, origin: 'origin' }] },
    challenges: {
      challenge: {
        state: 'verified',
        endedAt: start + 9,
        expiresAt: start + 120_000,
        verified: { at: start + 9, jti: 'jti', channel: 'keypad', generation: 2 },
        answers: {
          first: { state: 'reserved', owner: 'owner', seq: 2, epoch: 3, holdUntil: start + 10_005 },
          second: { state: 'matched', seq: 1 },
          third: { state: 'unusable', reason: 'too-few' },
        },
      },
    },
    enrollments: {
      'soft-pin.enrollment': {
        client: 'portal',
        language: 'en-US',
        begunAt: start,
        expiresAt: start + 600_000,
        used: 1,
        answers: { first: { state: 'rejected', rejections: [{ rule: 'length', message: 'Use exactly six digits' }] } },
      },
    },
    enrollmentsBegun: [start],
    operations: [{ requestId: 'request', kind: 'unlock', at: start }],
    outbox: [],
    ...changes,
  };
}

/** A valid challenge; `changes` replace whole fields. */
export function sampleChallenge(changes: Partial<ChallengeDocument> = {}): ChallengeDocument {
  return {
    schema: 1,
    id: 'challenge',
    tenant: 'tenant',
    factorType: 'soft-pin',
    subject: 'alice',
    client: 'orchestrator',
    session: 'session',
    purpose: 'transfer',
    origin: 'origin',
    channels: ['keypad', 'speech'],
    language: 'en-US',
    epoch: 3,
    begunAt: start,
    expiresAt: start + 120_000,
    deleteAfter: start + 120_000 + 86_400_000,
    ...changes,
  };
}

/** Valid settings; `changes` replace whole fields. */
export function sampleSettings(changes: Partial<SettingsDocument> = {}): SettingsDocument {
  return {
    schema: 1,
    tenant: 'tenant',
    factorType: 'soft-pin',
    version: 2 ** 47 + 1,
    enrollmentEnabled: true,
    challengesEnabled: false,
    revision: 1,
    updatedAt: start,
    updatedBy: 'administrator',
    reason: 'audit',
    outbox: [],
    ...changes,
  };
}

/** A valid event as it stands in an outbox; `changes` replace whole fields. */
export function sampleEvent(changes: Partial<EventRecord> = {}): EventRecord {
  return {
    id: 'event',
    type: 'challenge.verified',
    occurredAt: start,
    tenant: 'tenant',
    subject: 'alice',
    factorType: 'soft-pin',
    challengeId: 'challenge',
    session: 'session',
    actor: 'orchestrator',
    channel: 'keypad',
    ...changes,
  };
}

/** A valid event as it stands in the log; `changes` replace whole fields. */
export function sampleLoggedEvent(changes: Partial<LoggedEvent> = {}): LoggedEvent {
  return { schema: 1, ...sampleEvent(), recordedAt: start + 10, ...changes };
}
