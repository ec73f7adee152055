import { randomUUID } from 'node:crypto';
import {
  type AccountDocument,
  type AnswerView,
  type CallContext,
  type Caller,
  type ChallengeView,
  createEngine,
  type Engine,
  type EngineOptions,
  type EnrollmentView,
  type Outcome,
  type Store,
} from '@authfactor/engine';
import type { Factor } from '@authfactor/factor';
import { createMemoryStore, type MemoryStore } from '../../src/store/index.ts';

export const TENANT = 'acme';
export const SUBJECT = 'alice';
export const START = 1_800_000_000_000;

/** A clock that stands still until it is moved. */
export interface ManualClock {
  now(): number;
  ageMs(): number;
  advance(ms: number): void;
}

export function createManualClock(): ManualClock {
  let now = START;
  return {
    now: () => now,
    ageMs: () => 0,
    advance(ms) {
      now += ms;
    },
  };
}

export interface Workbench extends AsyncDisposable {
  readonly engine: Engine;
  readonly memory: MemoryStore;
  readonly clock: ManualClock;
  readonly factorType: string;
  enroll(pin: string, who?: Who): Promise<EnrollmentView>;
  begin(
    who?: Who,
    changes?: Partial<Parameters<Engine['verification']['beginChallenge']>[1]>,
  ): Promise<Outcome<ChallengeView>>;
  /** Begins and expects it to work. */
  challenge(who?: Who, session?: string): Promise<ChallengeView>;
  answer(challengeId: string, text: string, options?: AnswerOptions): Promise<Outcome<AnswerView>>;
  account(who?: Who): Promise<AccountDocument>;
  /** Writes to the database behind the engine's back. */
  tamper(change: (account: AccountDocument) => AccountDocument, who?: Who): Promise<void>;
  /** The types of all events that the account has had, drained or not, sorted. */
  events(): Promise<readonly string[]>;
}

export interface Who {
  readonly subject?: string;
  readonly tenant?: string;
}

export interface AnswerOptions {
  readonly requestId?: string;
  readonly session?: string;
  readonly context?: CallContext;
}

export const SESSION = 'session-1';

export function contextOf(
  caller: Partial<Caller> = {},
  signal: CallContext['signal'] = new AbortController().signal,
): CallContext {
  return {
    caller: { clientId: 'orchestrator', tenants: [TENANT], scopes: [], ...caller },
    signal,
  };
}

/** Sets an engine up over a memory store, with one factor to work with. */
export function createWorkbench(
  factor: Factor,
  options: Partial<EngineOptions> & { wrap?: (store: Store) => Store; memory?: MemoryStore; clock?: ManualClock } = {},
): Workbench {
  const { wrap = (store) => store, memory = createMemoryStore(), clock = createManualClock(), ...rest } = options;
  const faults: unknown[] = [];
  const engine = createEngine({
    store: wrap(memory),
    factors: [factor],
    clock,
    sweepIntervalMs: 0,
    onFault: (error) => faults.push(error),
    ...rest,
  });
  const { factorType } = factor.info;

  const userContext = ({ subject = SUBJECT, tenant = TENANT }: Who = {}): CallContext =>
    contextOf({ clientId: 'portal', subject, tenants: [tenant], authTime: clock.now() });

  const begin: Workbench['begin'] = ({ subject = SUBJECT, tenant = TENANT } = {}, changes = {}) =>
    engine.verification.beginChallenge(contextOf({ tenants: [tenant] }), {
      requestId: randomUUID(),
      tenant,
      subject,
      factorType,
      session: SESSION,
      channels: ['text'],
      language: 'en',
      purpose: 'test',
      origin: 'origin-1',
      ...changes,
    });

  return {
    engine,
    memory,
    clock,
    factorType,
    begin,
    async enroll(pin, who) {
      const begun = accepted(
        await engine.enrollment.begin(userContext(who), { requestId: randomUUID(), factorType, language: 'en' }),
      );
      const submitted = await engine.enrollment.submit(userContext(who), {
        requestId: randomUUID(),
        enrollmentId: begun.enrollment.enrollmentId,
        input: { kind: 'typed', text: pin, channel: 'text' },
      });
      return accepted(submitted);
    },
    challenge: async (who, session) => accepted(await begin(who, session === undefined ? {} : { session })),
    answer(challengeId, text, { requestId = randomUUID(), session = SESSION, context = contextOf() } = {}) {
      return engine.verification.submitAnswer(context, {
        requestId,
        challengeId,
        session,
        answer: { kind: 'typed', text, channel: 'text' },
      });
    },
    async account({ subject = SUBJECT, tenant = TENANT } = {}) {
      const account = await memory.readAccount({ tenant, factorType, subject });
      if (account === undefined) throw new Error('The test has no such account');
      return account;
    },
    async tamper(change, who) {
      for (;;) {
        const stored = await this.account(who);
        const next = { ...change(stored), version: stored.version + 1 };
        if (await memory.writeAccount(next, stored.version)) return;
      }
    },
    async events() {
      const account = await memory.readAccount({ tenant: TENANT, factorType, subject: SUBJECT });
      const logged = await memory.listEvents({ tenant: TENANT, types: [], limit: 1000 });
      const waiting = (account?.outbox ?? []).filter((event) => !logged.some((known) => known.id === event.id));
      return [...logged, ...waiting].map((event) => event.type).toSorted();
    },
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
}

/** The value of an outcome; a refusal fails the test with its reason. */
export function accepted<T>(outcome: Outcome<T>): T {
  if (outcome.kind === 'refused') throw new Error(`Refused: ${outcome.reason}`);
  return outcome.value;
}

/** The reason of a refusal; `ok` where there is none. */
export const reasonOf = (outcome: Outcome<unknown>): string => (outcome.kind === 'refused' ? outcome.reason : 'ok');
