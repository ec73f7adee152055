import { randomUUID } from 'node:crypto';
import { createMemoryStore } from '@authfactor/conformance/store';
import { type AnswerView, type CallContext, createEngine, type Outcome } from '@authfactor/engine';
import { createRemoteFactor, type RemoteFactorError, type RemoteFactorOptions } from '@authfactor/remote-factor';
import { FACTOR_TYPE, type Script, type ScriptedRemote, startScriptedRemote } from './scripted-remote.ts';

const SESSION = 'call-1';
const CONTEXT: CallContext = {
  caller: { clientId: 'agent', tenants: ['acme'], scopes: [] },
  signal: new AbortController().signal,
};

/** An engine that verifies with a factor behind a scripted remote. */
export async function createRemoteBench(script: Script = {}, options: Partial<RemoteFactorOptions> = {}) {
  const remote: ScriptedRemote = await startScriptedRemote(script);
  const troubles: RemoteFactorError[] = [];
  const factor = createRemoteFactor({
    factorType: FACTOR_TYPE,
    url: remote.url,
    token: () => 'the token',
    tenant: 'acme',
    probeIntervalMs: 20,
    onTrouble: (trouble) => troubles.push(trouble),
    ...options,
  });
  const store = createMemoryStore();
  const engine = createEngine({
    store,
    factors: [],
    expected: [FACTOR_TYPE],
    clock: { now: Date.now, ageMs: () => 0 },
    onFault: () => undefined,
    sweepIntervalMs: 0,
  });
  void factor.ready.then(engine.install);
  await factor.asked;
  await Promise.resolve();

  return {
    remote,
    engine,
    factor,
    troubles,
    begin: (requestId: string = randomUUID(), language = 'en') =>
      engine.verification.beginChallenge(CONTEXT, {
        requestId,
        tenant: 'acme',
        subject: 'alice',
        factorType: FACTOR_TYPE,
        session: SESSION,
        channels: [],
        language,
        purpose: 'change address',
        origin: '',
      }),
    async challenge(): Promise<string> {
      const begun = await this.begin();
      if (begun.kind === 'refused') throw new Error(begun.reason);
      return begun.value.challengeId;
    },
    answer: (challengeId: string, text: string, requestId: string = randomUUID()): Promise<Outcome<AnswerView>> =>
      engine.verification.submitAnswer(CONTEXT, {
        requestId,
        challengeId,
        session: SESSION,
        answer: { kind: 'typed', text, channel: 'text' },
      }),
    say: (challengeId: string, transcript: string, alternatives: readonly string[] = []) =>
      engine.verification.submitAnswer(CONTEXT, {
        requestId: randomUUID(),
        challengeId,
        session: SESSION,
        answer: {
          kind: 'spoken',
          language: '',
          transcript,
          confidence: 0.5,
          alternatives: alternatives.map((alternative) => ({ transcript: alternative })),
        },
      }),
    attempts: async () =>
      (await store.readAccount({ tenant: 'acme', factorType: FACTOR_TYPE, subject: 'alice' }))?.attempts,
    async status() {
      const asked = await engine.verification.getSubjectStatus(CONTEXT, { tenant: 'acme', subject: 'alice' });
      return asked.kind === 'ok' ? asked.value[0]?.state : asked.reason;
    },
    list: () => engine.verification.listFactors(CONTEXT, { tenant: 'acme' }),
    async [Symbol.asyncDispose]() {
      factor[Symbol.dispose]();
      await engine[Symbol.asyncDispose]();
      await remote[Symbol.asyncDispose]();
    },
  };
}

/** The outcome of an answer, or why it was refused. */
export const told = (outcome: Outcome<AnswerView>): string =>
  outcome.kind === 'refused' ? outcome.reason : outcome.value.outcome;
