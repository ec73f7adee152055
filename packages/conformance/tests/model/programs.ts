import type { CallContext, ChallengeView, EnrollmentView, Outcome, ResetKind } from '@authfactor/engine';
import { requestKeyOf } from './emission.ts';
import type { Hands } from './process-spec.ts';
import { ACCOUNT } from './store-states.ts';

export const PIN = '481516';
export const NEW_PIN = '162342';
export const WRONG = '111111';
export const SESSION = 'session-1';

export type Program = (hands: Hands) => Promise<void>;

const NEVER: AbortSignal = new AbortController().signal;

export const orchestrator: CallContext = {
  caller: { clientId: 'orchestrator', tenants: [ACCOUNT.tenant], scopes: [] },
  signal: NEVER,
};

const userOf = (hands: Hands): CallContext => ({
  caller: {
    clientId: 'portal',
    tenants: [ACCOUNT.tenant],
    scopes: [],
    subject: ACCOUNT.subject,
    authTime: hands.now(),
  },
  signal: NEVER,
});

/** A call that a fault of the store may end; anything else that it throws is a defect. */
async function attempt<T>(call: Promise<Outcome<T>>): Promise<Outcome<T> | 'unavailable'> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && error.name === 'StoreError') return 'unavailable';
    throw error;
  }
}

function tell(hands: Hands, view: ChallengeView): void {
  const { challengeId: id, state, verification } = view;
  hands.emit({ kind: 'told', id, state, ...(verification === undefined ? {} : { jti: verification.jti }) });
}

/** Begins a challenge under this request id. */
export const begin =
  (requestId: string): Program =>
  async (hands) => {
    await begun(hands, requestId);
  };

async function begun(hands: Hands, requestId: string): Promise<string | undefined> {
  const outcome = await attempt(
    hands.engine.verification.beginChallenge(orchestrator, {
      ...ACCOUNT,
      requestId,
      session: SESSION,
      channels: ['text'],
      language: 'en',
      purpose: 'model',
      origin: '',
    }),
  );
  if (outcome === 'unavailable' || outcome.kind === 'refused') return undefined;
  const { challengeId } = outcome.value;
  hands.emit({ kind: 'begun', name: requestId, id: challengeId });
  tell(hands, outcome.value);
  return challengeId;
}

const RETRYABLE: ReadonlySet<string> = new Set(['unavailable', 'CONCURRENT_ATTEMPT', 'DEPENDENCY_UNAVAILABLE']);

/** Begins a challenge, or finds it, and asks for it. */
export const beginAndRead =
  (name: string): Program =>
  async (hands) => {
    const id = await begun(hands, name);
    if (id !== undefined) await read(id)(hands);
  };

/** Begins a challenge, or finds it, and asks for it twice. */
export const beginAndReadTwice =
  (name: string): Program =>
  async (hands) => {
    const id = await begun(hands, name);
    if (id !== undefined) await inTurn(read(id), read(id))(hands);
  };

/** Begins a challenge, or finds it, and cancels it. */
export const beginAndCancel =
  (name: string): Program =>
  async (hands) => {
    const id = await begun(hands, name);
    if (id !== undefined) await cancel(id)(hands);
  };

/** Begins a challenge, or finds it, and answers it. */
export const beginAndAnswer =
  (name: string, requestId: string, text: string): Program =>
  async (hands) => {
    const id = await begun(hands, name);
    if (id !== undefined) await answer(id, requestId, text, 2)(hands);
  };

/** Submits an answer, and where the client is told to repeat it, so many times with the same request id. */
export const answer =
  (challengeId: string, requestId: string, text: string, tries = 1): Program =>
  async (hands) => {
    const request = requestKeyOf(challengeId, requestId);
    for (let tried = 0; tried < tries; tried++) {
      hands.asking(request);
      const outcome = await attempt(
        hands.engine.verification.submitAnswer(orchestrator, {
          challengeId,
          requestId,
          session: SESSION,
          answer: { kind: 'typed', text, channel: 'text' },
        }),
      );
      const named =
        outcome === 'unavailable' ? outcome : outcome.kind === 'ok' ? outcome.value.outcome : outcome.reason;
      hands.emit({ kind: 'answered', request, outcome: named });
      if (outcome !== 'unavailable' && outcome.kind === 'ok') tell(hands, outcome.value.challenge);
      if (!RETRYABLE.has(named)) return;
    }
  };

export const read =
  (challengeId: string): Program =>
  async (hands) => {
    const request = { challengeId, session: SESSION, waitMs: 0 };
    const outcome = await attempt(hands.engine.verification.getChallenge(orchestrator, request));
    if (outcome !== 'unavailable' && outcome.kind === 'ok') tell(hands, outcome.value);
  };

export const cancel =
  (challengeId: string): Program =>
  async (hands) => {
    const request = { challengeId, session: SESSION };
    const outcome = await attempt(hands.engine.verification.cancelChallenge(orchestrator, request));
    if (outcome !== 'unavailable' && outcome.kind === 'ok') tell(hands, outcome.value);
  };

/** Begins an enrolment under this request id. */
export const beginEnrollment =
  (requestId: string): Program =>
  async (hands) => {
    await enrollmentOf(hands, requestId);
  };

/** A whole enrolment. */
export const enrollAnew =
  (requestId: string, pin: string): Program =>
  async (hands) => {
    const id = await enrollmentOf(hands, requestId);
    if (id !== undefined) await enroll(id, `${requestId} input`, pin)(hands);
  };

async function enrollmentOf(hands: Hands, requestId: string): Promise<string | undefined> {
  const { factorType } = ACCOUNT;
  const outcome = await attempt(
    hands.engine.enrollment.begin(userOf(hands), { requestId, factorType, language: 'en' }),
  );
  if (outcome === 'unavailable' || outcome.kind === 'refused') return undefined;
  const { enrollment } = outcome.value;
  hands.emit({ kind: 'begun', name: requestId, id: enrollment.enrollmentId });
  tellEnrollment(hands, enrollment);
  return enrollment.enrollmentId;
}

export const enroll =
  (enrollmentId: string, requestId: string, pin: string): Program =>
  async (hands) => {
    const input = { kind: 'typed', text: pin, channel: 'text' } as const;
    const outcome = await attempt(hands.engine.enrollment.submit(userOf(hands), { requestId, enrollmentId, input }));
    if (outcome !== 'unavailable' && outcome.kind === 'ok') tellEnrollment(hands, outcome.value);
  };

function tellEnrollment(hands: Hands, { enrollmentId: id, state }: EnrollmentView): void {
  hands.emit({ kind: 'told', id, state });
}

export const reset =
  (kind: ResetKind, requestId: string): Program =>
  async (hands) => {
    await attempt(hands.engine.administration.resetSubject(orchestrator, { ...ACCOUNT, requestId, kind, reason: '' }));
  };

export const erase =
  (requestId: string): Program =>
  async (hands) => {
    const { tenant, subject } = ACCOUNT;
    await attempt(hands.engine.administration.deleteSubject(orchestrator, { tenant, subject, requestId, reason: '' }));
  };

export const inTurn =
  (...programs: readonly Program[]): Program =>
  async (hands) => {
    for (const program of programs) await program(hands);
  };
