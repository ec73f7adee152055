import type {
  AdministrationApi,
  ChallengeView,
  Engine,
  EnrollmentApi,
  FactorView,
  Outcome,
  Readiness,
  SubjectStatusView,
  VerificationApi,
} from '@authfactor/engine';

/** What an overridden method is called with: context and request. */
type Override<Api> = { [Method in keyof Api]?: Api[Method] };

export interface StubOverrides {
  verification?: Override<VerificationApi>;
  enrollment?: Override<EnrollmentApi>;
  administration?: Override<AdministrationApi>;
  readiness?: () => Promise<Readiness>;
}

const ok = async <T>(value: T): Promise<Outcome<T>> => ({ kind: 'ok', value });

export const at = Date.UTC(2026, 10, 24, 8, 0, 0);

export const factor: FactorView = {
  info: {
    factorType: 'soft-pin',
    displayName: 'Soft PIN',
    categories: ['knowledge'],
    assurance: 'medium',
    amr: ['pin'],
    phishingResistant: false,
    replayResistant: false,
    capabilities: ['enroll', 'history'],
    channels: ['text', 'keypad', 'speech'],
    recommendedRoles: ['first', 'second'],
  },
  availability: { enrollmentEnabled: true, challengesEnabled: true, revision: 0 },
  challengeTtlMs: 120_000,
  idempotencyWindowMs: 600_000,
};

export const status: SubjectStatusView = {
  factorType: 'soft-pin',
  state: 'locked',
  lockedUntil: at + 60_000,
  enrolledAt: at,
  credentialRevision: 3,
};

export const prompt = {
  promptId: 'soft-pin.first',
  text: 'Please enter your six-digit PIN.',
  language: 'en',
  args: { digits: '6' },
  input: { kind: 'digits', minLength: 6, maxLength: 6, sensitive: true, confirm: false },
  channels: ['keypad', 'text'],
} as const;

export const challenge: ChallengeView = {
  challengeId: 'a-challenge',
  factorType: 'soft-pin',
  state: 'awaiting-input',
  expiresAt: at + 120_000,
  prompt,
  attemptsRemaining: 3,
};

/** A hand-written engine that agrees to everything, for tests of what stands in front of it. */
export function createStubEngine(overrides: StubOverrides = {}): Engine {
  const enrollment = {
    enrollmentId: 'soft-pin.abc',
    factorType: 'soft-pin',
    state: 'awaiting-input',
    expiresAt: at + 600_000,
    prompt,
    rejections: [{ rule: 'sequence', message: 'Use no run of more than two digits.' }],
    attemptsRemaining: 4,
  } as const;
  return {
    install: () => undefined,
    verification: {
      listFactors: () => ok([factor]),
      getSubjectStatus: () => ok([status]),
      beginChallenge: () => ok(challenge),
      submitAnswer: () => ok({ outcome: 'mismatched', challenge, lockedUntil: at + 60_000 }),
      getChallenge: () => ok(challenge),
      cancelChallenge: () => ok({ ...challenge, state: 'canceled' }),
      ...overrides.verification,
    },
    enrollment: {
      getOptions: () => ok([{ factor, status }]),
      begin: () => ok({ enrollment, provisioningUri: 'otpauth://totp/alice?secret=SEED' }),
      submit: () => ok(enrollment),
      get: () => ok(enrollment),
      cancel: () => ok({ ...enrollment, state: 'canceled' }),
      removeCredential: () => ok(status),
      ...overrides.enrollment,
    },
    administration: {
      getSubjectStatus: () => ok([status]),
      resetSubject: () => ok(status),
      deleteSubject: () => ok(undefined),
      getAvailability: () => ok(factor.availability),
      setAvailability: () =>
        ok({ ...factor.availability, revision: 1, updatedAt: at, updatedBy: 'admin', reason: 'r' }),
      listEvents: () =>
        ok({
          events: [
            {
              schema: 1,
              id: 'e1',
              type: 'challenge.verified',
              occurredAt: at,
              recordedAt: at + 1,
              tenant: 'default',
              subject: 'alice',
              factorType: 'soft-pin',
              challengeId: 'a-challenge',
              session: 'call-1',
              actor: 'orchestrator',
              channel: 'keypad',
            },
          ],
          nextPageToken: 'next',
        }),
      ...overrides.administration,
    },
    readiness: overrides.readiness ?? (async () => ({ ready: true })),
    async [Symbol.asyncDispose]() {},
  };
}
