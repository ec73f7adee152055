import { randomUUID } from 'node:crypto';
import { createAssertionSigner, generateSigningKey } from '@authfactor/assertion/sign';
import type { Answers, Target, Wire } from '@authfactor/conformance/contract';
import { createScriptedFactor } from '@authfactor/conformance/factors';
import { createMemoryStore } from '@authfactor/conformance/store';
import { type Caller, createEngine, type Engine, type EngineOptions } from '@authfactor/engine';
import type { Factor, InBandFactor } from '@authfactor/factor';
import { type Authenticator, createGrpcServer, createService } from '@authfactor/service';
import { pino } from 'pino';

/** What makes a service wrong. Each part may be left out. */
export interface Breakage {
  readonly factor?: (factor: InBandFactor) => Factor;
  readonly engine?: (engine: Engine) => Engine;
  /** What the suite sees of the bytes. */
  readonly wire?: (wire: Wire) => Wire;
  readonly limits?: EngineOptions['limits'];
  /** A restart loses what is stored. */
  readonly forgets?: boolean;
}

/** A whole service of scripted parts, in this process and in memory: nothing of it costs anything. */
export interface TinyService extends AsyncDisposable {
  readonly target: Target;
  readonly answers: Answers;
  readonly tokens: Readonly<Record<'verify' | 'otherClient' | 'otherTenant' | 'admin' | 'enroll', string>>;
  restart(): Promise<void>;
}

export const FACTOR = 'scripted';
export const TENANT = 'default';
const RIGHT = '481516';
const SUBJECTS = 6;

/** Each token is its name. */
const CALLERS: Readonly<Record<string, Omit<Caller, 'authTime'>>> = {
  verify: { clientId: 'agent', tenants: [TENANT], scopes: ['factor.verify'] },
  otherClient: { clientId: 'another', tenants: [TENANT], scopes: ['factor.verify'] },
  otherTenant: { clientId: 'agent', tenants: ['other'], scopes: ['factor.verify'] },
  admin: { clientId: 'console', tenants: [TENANT], scopes: ['factor.admin'] },
  enroll: { clientId: 'portal', tenants: [TENANT], scopes: ['factor.enroll'], subject: 'newcomer' },
};

const authenticator: Authenticator = {
  async authenticate(token) {
    const caller = CALLERS[token];
    if (caller === undefined) return { kind: 'refused', why: 'The token is none of the test’s; send another one' };
    return { kind: 'authenticated', caller: { ...caller, authTime: Date.now() } };
  },
};

const signingKey = generateSigningKey();

export async function startTinyService(breakage: Breakage = {}): Promise<TinyService> {
  const { factor: breakFactor = (same) => same, engine: breakEngine = (same) => same, forgets = false } = breakage;
  let store = createMemoryStore();
  const open = (): Engine =>
    createEngine({
      store,
      factors: [breakFactor(createScriptedFactor({ factorType: FACTOR }))],
      clock: { now: Date.now, ageMs: () => 0 },
      limits: { eventDelayMs: 1, ...breakage.limits },
      sweepIntervalMs: 0,
      onFault: () => undefined,
    });
  let engine = open();
  // The service keeps one engine for good; a restart exchanges what is behind it.
  const current: Engine = {
    verification: delegate(() => engine.verification),
    enrollment: delegate(() => engine.enrollment),
    administration: delegate(() => engine.administration),
    install: (factor) => engine.install(factor),
    readiness: () => engine.readiness(),
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  };
  for (let i = 0; i < SUBJECTS; i++) await enroll(engine, `subject-${i}`);

  const service = createService({
    engine: breakEngine(current),
    authenticator,
    signer: createAssertionSigner({ key: signingKey, keyId: signingKey.kid, issuer: 'authfactor' }),
    logger: pino({ level: 'silent' }),
  });
  const grpc = await createGrpcServer({ service, listen: { host: '127.0.0.1', port: 0 } });
  return {
    target: { host: '127.0.0.1', port: grpc.address.port, tls: false },
    answers: answersOf(),
    tokens: {
      verify: 'verify',
      otherClient: 'otherClient',
      otherTenant: 'otherTenant',
      admin: 'admin',
      enroll: 'enroll',
    },
    async restart() {
      await engine[Symbol.asyncDispose]();
      if (forgets) store = createMemoryStore();
      engine = open();
    },
    async [Symbol.asyncDispose]() {
      await grpc.close(0);
      await engine[Symbol.asyncDispose]();
    },
  };
}

/** Calls whatever `target` gives at the time of the call. */
const delegate = <T extends object>(target: () => T): T =>
  new Proxy(target(), { get: (_, name) => Reflect.get(target(), name) });

async function enroll(engine: Engine, subject: string): Promise<void> {
  const caller = { clientId: 'portal', tenants: [TENANT], scopes: [], subject, authTime: Date.now() };
  const context = { caller, signal: new AbortController().signal };
  const begun = await engine.enrollment.begin(context, { requestId: randomUUID(), factorType: FACTOR, language: 'en' });
  // Enrolled elsewhere.
  if (begun.kind === 'refused' && begun.reason === 'CAPABILITY_UNSUPPORTED') return;
  if (begun.kind === 'refused') throw new Error(begun.message);
  const { enrollmentId } = begun.value.enrollment;
  const input = { kind: 'typed', text: RIGHT, channel: 'text' } as const;
  await engine.enrollment.submit(context, { requestId: randomUUID(), enrollmentId, input });
}

const answersOf = (): Answers => ({
  tenant: TENANT,
  subjects: Array.from({ length: SUBJECTS }, (_, i) => ({
    id: `subject-${i}`,
    right: { kind: 'text', text: RIGHT },
    wrong: ['271828', '314159', '141421'],
  })),
  unusable: [
    { text: '', says: 'NO_DIGITS' },
    { text: '****', says: 'MASKED' },
  ],
  otherTenant: 'other',
  enrollment: { subject: 'newcomer', right: '586203', refused: [{ text: '123', rule: 'length' }] },
});
