import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { createMemoryStore } from '@authfactor/conformance/store';
import {
  type CallContext,
  type Caller,
  createEngine,
  type Engine,
  type Limits,
  type Outcome,
} from '@authfactor/engine';
import type { InBandFactor } from '@authfactor/factor';
import { appCode } from './authenticator.ts';

export const START = 1_764_547_200_000;

const TENANT = 'acme';
const SUBJECT = 'alice';
const SESSION = 'call-1';

/** Nearly: limits that would not limit are refused. For what would otherwise end in a lock. */
export const NEVER_LOCKS: Partial<Limits> = {
  lockSteps: [{ failures: 100, lockMs: 1 }],
  windows: [{ attempts: 10_000, spanMs: 1000 }],
};

/** The real engine, on a store in memory, with a clock that stands until it is moved, and a subject with an app. */
export interface EngineBench extends AsyncDisposable {
  readonly clock: { now(): number; ageMs(): number; advance(ms: number): void };
  /** What the app shows, or shows so many steps later. */
  code(steps?: number): string;
  /** Enrols with the code of so many steps from now. */
  enroll(steps?: number): Promise<void>;
  challenge(): Promise<string>;
  /** Answers a challenge until its outcome is told; the outcome, or the reason why it was refused. */
  answer(challengeId: string, text: string): Promise<string>;
  /** A challenge of its own for the answer. */
  verify(text: string): Promise<string>;
  /** What is kept with the credential; `undefined` removes it. */
  setState(state: string | undefined): Promise<void>;
}

export function createEngineBench(factor: InBandFactor, limits: Partial<Limits> = {}): EngineBench {
  let now = START;
  const clock = {
    now: () => now,
    ageMs: () => 0,
    advance(ms: number) {
      now += ms;
    },
  };
  const store = createMemoryStore();
  const faults: unknown[] = [];
  const onFault = (fault: unknown) => faults.push(fault);
  const engine: Engine = createEngine({ store, factors: [factor], clock, limits, sweepIntervalMs: 0, onFault });
  const { factorType } = factor.info;
  const contextOf = (caller: Partial<Caller>): CallContext => ({
    caller: { clientId: 'orchestrator', tenants: [TENANT], scopes: [], ...caller },
    signal: new AbortController().signal,
  });
  const user = () => contextOf({ clientId: 'portal', subject: SUBJECT, authTime: now });
  let uri = '';

  const bench: EngineBench = {
    clock,
    code: (steps = 0) => appCode(uri, now, steps),
    async enroll(steps = 0) {
      const request = { requestId: randomUUID(), factorType, language: 'en' };
      const begun = accepted(await engine.enrollment.begin(user(), request));
      uri = begun.provisioningUri;
      const { enrollmentId } = begun.enrollment;
      const input = { kind: 'typed', text: bench.code(steps), channel: 'text' } as const;
      const done = await engine.enrollment.submit(user(), { requestId: randomUUID(), enrollmentId, input });
      if (accepted(done).state !== 'completed') throw new Error('The enrolment was not completed');
    },
    async challenge() {
      const begun = await engine.verification.beginChallenge(contextOf({}), {
        requestId: randomUUID(),
        tenant: TENANT,
        subject: SUBJECT,
        factorType,
        session: SESSION,
        channels: ['text'],
        language: 'en',
        purpose: 'test',
        origin: 'origin-1',
      });
      return accepted(begun).challengeId;
    },
    async answer(challengeId, text) {
      const answer = { kind: 'typed', text, channel: 'text' } as const;
      const request = { requestId: randomUUID(), challengeId, session: SESSION, answer };
      for (;;) {
        const answered = await engine.verification.submitAnswer(contextOf({}), request);
        if (answered.kind === 'ok') return answered.value.outcome;
        // Others are being compared; the contract says to repeat the same request.
        if (answered.reason !== 'CONCURRENT_ATTEMPT') return answered.reason;
        await setImmediate();
      }
    },
    verify: async (text) => bench.answer(await bench.challenge(), text),
    async setState(factorState) {
      const key = { tenant: TENANT, factorType, subject: SUBJECT };
      const account = await store.readAccount(key);
      if (account?.credential === undefined) throw new Error('The subject is not enrolled');
      const { factorState: _, ...rest } = account.credential;
      const credential = factorState === undefined ? rest : { ...rest, factorState };
      await store.writeAccount({ ...account, version: account.version + 1, credential }, account.version);
    },
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      if (faults.length > 0) throw new AggregateError(faults, 'The factor failed');
    },
  };
  return bench;
}

function accepted<T>(outcome: Outcome<T>): T {
  if (outcome.kind === 'refused') throw new Error(`Refused: ${outcome.reason}`);
  return outcome.value;
}
