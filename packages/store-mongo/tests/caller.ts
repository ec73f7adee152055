import { randomUUID } from 'node:crypto';
import type { AnswerView, CallContext, ChallengeView, Engine, Outcome, Store } from '@authfactor/engine';

/** One person who calls, and what the orchestrator asks the engine for them. */
export interface TestCaller {
  enroll(pin: string): Promise<void>;
  begin(): Promise<ChallengeView>;
  answer(challenge: ChallengeView, pin: string, requestId?: string): Promise<Outcome<AnswerView>>;
}

const tenant = 'acme';
const session = 'session';
const factorType = 'scripted';

export function createCaller(engine: Engine, now: () => number, subject: string = randomUUID()): TestCaller {
  const contextOf = (clientId: string, more: Partial<CallContext['caller']> = {}): CallContext => ({
    caller: { clientId, tenants: [tenant], scopes: [], ...more },
    signal: new AbortController().signal,
  });
  return {
    async enroll(pin) {
      const user = contextOf('portal', { subject, authTime: now() });
      const begun = accepted(
        await engine.enrollment.begin(user, { requestId: randomUUID(), factorType, language: 'en' }),
      );
      accepted(
        await engine.enrollment.submit(user, {
          requestId: randomUUID(),
          enrollmentId: begun.enrollment.enrollmentId,
          input: { kind: 'typed', text: pin, channel: 'text' },
        }),
      );
    },
    async begin() {
      return accepted(
        await engine.verification.beginChallenge(contextOf('orchestrator'), {
          ...{ requestId: randomUUID(), tenant, subject, factorType, session },
          ...{ channels: ['text'], language: 'en', purpose: 'test', origin: 'origin' },
        }),
      );
    },
    answer: (challenge, pin, requestId = randomUUID()) =>
      engine.verification.submitAnswer(contextOf('orchestrator'), {
        requestId,
        challengeId: challenge.challengeId,
        session,
        answer: { kind: 'typed', text: pin, channel: 'text' },
      }),
  };
}

export function accepted<T>(outcome: Outcome<T>): T {
  if (outcome.kind === 'refused') throw new Error(`Refused: ${outcome.reason}`);
  return outcome.value;
}

/** The types of the events that the store has, in the log or in an outbox, each event once. */
export async function eventTypesIn(store: Store): Promise<readonly string[]> {
  const logged = await store.listEvents({ tenant, types: [], limit: 1_000 });
  const types = new Map(logged.map(({ id, type }) => [id, type]));
  for await (const { outbox } of store.walkAccounts()) for (const { id, type } of outbox) types.set(id, type);
  return [...types.values()];
}
