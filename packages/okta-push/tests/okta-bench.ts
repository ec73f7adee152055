import { randomUUID } from 'node:crypto';
import { createMemoryStore } from '@authfactor/conformance/store';
import {
  type AccountDocument,
  type CallContext,
  type ChallengeView,
  createEngine,
  type Engine,
  type Outcome,
} from '@authfactor/engine';
import type { OutOfBandFactor } from '@authfactor/factor';
import { type FakeOkta, type FakeOktaOptions, startFakeOkta, trustFakeOkta } from '../src/fake-okta/index.ts';
import { createOktaPush, type OktaPushError, type OktaPushOptions } from '../src/index.ts';

const TENANT = 'acme';
const SESSION = 'session-1';

/** A fake Okta that this process trusts from now on. */
export async function startTrusted(options?: FakeOktaOptions): Promise<FakeOkta> {
  const okta = await startFakeOkta(options);
  trustFakeOkta(okta);
  return okta;
}

/** The factor on a fake Okta. Its time limits end when `expire` says so, and never by themselves. */
export function createOktaFactor(okta: FakeOkta, options: Partial<OktaPushOptions> = {}) {
  const faults: OktaPushError[] = [];
  const limits = new Set<AbortController>();
  const factor = createOktaPush({
    orgUrl: okta.url,
    clientId: okta.client.clientId,
    privateKey: okta.client.privateKey,
    keyId: okta.client.keyId,
    userAttribute: 'login',
    enrollmentUri: `${okta.url}/enduser/settings`,
    pollIntervalMs: 1,
    onFault: (fault) => faults.push(fault),
    timeout() {
      const limit = new AbortController();
      limits.add(limit);
      return limit.signal;
    },
    ...options,
  });
  return {
    factor,
    faults,
    /** Lets the time limits of every call under way pass. */
    expire() {
      for (const limit of limits) limit.abort();
      limits.clear();
    },
  };
}

export interface OktaBench extends AsyncDisposable {
  readonly okta: FakeOkta;
  readonly factor: OutOfBandFactor;
  readonly engine: Engine;
  readonly faults: readonly OktaPushError[];
  readonly subject: string;
  expire(): void;
  begin(requestId?: string, subject?: string): Promise<Outcome<ChallengeView>>;
  get(challengeId: string, waitMs?: number): Promise<ChallengeView>;
  cancel(challengeId: string): Promise<ChallengeView>;
  advance(ms: number): void;
  account(): Promise<AccountDocument | undefined>;
  /** Type and reason of every event so far. */
  events(): Promise<readonly { readonly type: string; readonly reason: string }[]>;
  /** The only push of the subject that waits. */
  push(): string;
}

export interface BenchOptions extends Partial<OktaPushOptions> {
  /** Happens when the user is found and the push is not sent yet. */
  readonly beforeVerify?: (bench: OktaBench) => Promise<void> | void;
}

/** The real engine over a memory store, with the factor on `okta`, and a subject of its own. */
export function createOktaBench(okta: FakeOkta, { beforeVerify, ...options }: BenchOptions = {}): OktaBench {
  const { factor: made, faults, expire } = createOktaFactor(okta, options);
  const factor: OutOfBandFactor = {
    ...made,
    async start(request) {
      await beforeVerify?.(bench);
      return made.start(request);
    },
  };
  const store = createMemoryStore();
  const subject = `${randomUUID()}@example.com`;
  const key = { tenant: TENANT, factorType: 'okta-push', subject };
  let now = 1_800_000_000_000;
  const engine = createEngine({
    store,
    factors: [factor],
    clock: { now: () => now, ageMs: () => 0 },
    limits: { eventDelayMs: 1 },
    sweepIntervalMs: 0,
    onFault: () => undefined,
  });
  const context: CallContext = {
    caller: { clientId: 'orchestrator', tenants: [TENANT], scopes: [] },
    signal: new AbortController().signal,
  };
  const accepted = <T>(outcome: Outcome<T>): T => {
    if (outcome.kind === 'refused') throw new Error(`Refused: ${outcome.reason}`);
    return outcome.value;
  };
  const bench: OktaBench = {
    okta,
    factor,
    engine,
    faults,
    subject,
    expire,
    begin: (requestId = randomUUID(), of = subject) =>
      engine.verification.beginChallenge(context, {
        requestId,
        tenant: TENANT,
        subject: of,
        factorType: 'okta-push',
        session: SESSION,
        channels: [],
        language: 'en',
        purpose: 'test',
        origin: 'origin-1',
      }),
    get: async (challengeId, waitMs = 0) =>
      accepted(await engine.verification.getChallenge(context, { challengeId, session: SESSION, waitMs })),
    cancel: async (challengeId) =>
      accepted(await engine.verification.cancelChallenge(context, { challengeId, session: SESSION })),
    advance(ms) {
      now += ms;
    },
    account: () => store.readAccount(key),
    async events() {
      const account = await store.readAccount(key);
      const logged = await store.listEvents({ tenant: TENANT, types: [], limit: 1000 });
      const waiting = (account?.outbox ?? []).filter((event) => !logged.some(({ id }) => id === event.id));
      return [...logged, ...waiting].map(({ type, reason = '' }) => ({ type, reason }));
    },
    push() {
      const [push, ...more] = okta.pushes.pending().filter(({ login }) => login === subject);
      if (push === undefined || more.length > 0) throw new Error(`${more.length} other pushes wait for the subject`);
      return push.id;
    },
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
  return bench;
}

/** Resolves once `condition` holds. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}
