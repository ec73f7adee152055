import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  AuthFactorAdminService,
  AuthFactorService,
  Capability,
  Channel,
  type FactorInfo,
  ResetSubjectRequest_Kind as ResetKind,
} from '@authfactor/proto';
import { type Agent, createAgent } from './agent.ts';
import type { Answers } from './answers-file.ts';
import { type Calls, createCalls, type Exchange } from './calls.ts';
import type { Need, Profile } from './clause.ts';
import { ContractError } from './contract-error.ts';
import type { DeviceHand } from './device-hand.ts';
import { skip } from './must.ts';
import { createSubjectPool, type SubjectPool, type TestSubject } from './subject-pool.ts';
import type { Wire } from './wire/wire.ts';

/** Tokens by what they are for. Only the first one is always needed, where the endpoint asks for any. */
export interface Tokens {
  readonly verify?: string;
  readonly otherClient?: string;
  readonly otherTenant?: string;
  readonly admin?: string;
  readonly enroll?: string;
}

/** What the suite has to know of the service under test. */
export interface Subject {
  readonly profile: Profile;
  readonly factorType: string;
  readonly answers: Answers;
  readonly tokens: Tokens;
  /** Wrong answers in a row that lock a subject, as the service is configured; 0: none do, as behind an engine. */
  readonly lockAfter: number;
  /** How long a call may take, and how long the suite waits for something to happen by itself, in ms. */
  readonly patienceMs: number;
  /** How many random sequences the state machine gets. */
  readonly runs: number;
  readonly seed: number;
  /** Replays one sequence, as a failure printed it. */
  readonly path?: string;
  /** Restarts the service; resolves once it answers again. */
  readonly restart?: () => Promise<void>;
  /** For factors that ask a device: who holds it. */
  readonly device?: DeviceHand;
  /** Told before the suite waits for one-time codes, in a sentence. */
  readonly onWait?: (sentence: string) => void;
}

/** What clauses work with. */
export interface Kit extends Subject {
  readonly tenant: string;
  /** The factor as the endpoint lists it. */
  readonly factor: FactorInfo;
  /** By which channel answers are given. */
  readonly channel: Channel;
  /** The factor asks a device, and takes no answers through the caller. */
  readonly onDevice: boolean;
  readonly agent: Agent;
  readonly pool: SubjectPool;
  readonly calls: {
    /** Without a token. */
    readonly anonymous: Calls;
    with(token: string): Calls;
  };
  agentWith(token: string): Agent;
  /** The token of a need that the clause declared. */
  token(need: Exclude<Need, 'restart' | 'device'>): string;
  /** Who holds the subjects' devices, for a clause that declared that it needs that. */
  hand(): DeviceHand;
  admin(): Calls;
  /** Skips the clause where the factor takes no answers through the caller. */
  inBand(): void;
  has(need: Need): boolean;
}

/** Reads the factor from the endpoint. Throws `CANNOT_RUN` where it is not there. */
export async function createKit(wire: Wire, subject: Subject, observe: (exchange: Exchange) => void): Promise<Kit> {
  const { answers, tokens, factorType, patienceMs } = subject;
  const callsOf = (token: string | undefined): Calls => createCalls({ wire, token, patienceMs, observe });
  const main = callsOf(tokens.verify);
  const factor = await findFactor(main, answers.tenant, factorType);
  const channel = factor.channels.find((candidate) => TYPED.has(candidate)) ?? Channel.TEXT;
  const onDevice = factor.capabilities.includes(Capability.OUT_OF_BAND);
  const byNeed = {
    'admin-token': tokens.admin,
    'enroll-token': tokens.enroll,
    'other-client-token': tokens.otherClient,
    'other-tenant-token': tokens.otherTenant,
  };

  async function heal(ill: TestSubject, consecutive: number): Promise<boolean> {
    if (tokens.admin !== undefined) {
      const unlocked = await callsOf(tokens.admin).call(AuthFactorAdminService.method.resetSubject, {
        requestId: randomUUID(),
        subject: { tenantId: answers.tenant, subjectId: ill.id },
        factorType,
        kind: ResetKind.UNLOCK,
      });
      return unlocked.kind === 'ok';
    }
    if (consecutive === 0 || consecutive >= subject.lockAfter) return false;
    const opened = await agent.open(ill);
    await agent.submit(opened, await ill.right(opened.challengeId));
    // No consecutive ones any more, as the pool has counted; those of the day stay.
    return false;
  }

  const pool = createSubjectPool({
    subjects: answers.subjects,
    lockAfter: subject.lockAfter,
    heal,
    now: Date.now,
    sleep: delay,
    ...(subject.onWait === undefined ? {} : { onWait: subject.onWait }),
  });
  const agentOf = (calls: Calls): Agent =>
    createAgent({ calls, tenant: answers.tenant, factorType, channel, onDevice, pool });
  const agent = agentOf(main);

  const kit: Kit = {
    ...subject,
    tenant: answers.tenant,
    factor,
    channel,
    onDevice,
    agent,
    pool,
    calls: { anonymous: callsOf(undefined), with: callsOf },
    agentWith: (token) => agentOf(callsOf(token)),
    token(need) {
      const token = byNeed[need];
      if (token === undefined) throw new TypeError(`The clause does not declare that it needs ${need}`);
      return token;
    },
    admin: () => callsOf(kit.token('admin-token')),
    inBand() {
      if (onDevice) skip('the factor takes no answers through the caller');
    },
    hand() {
      if (subject.device === undefined) throw new TypeError('The clause does not declare that it needs a device');
      return subject.device;
    },
    has(need) {
      if (need === 'restart' || need === 'device') return subject[need] !== undefined;
      return byNeed[need] !== undefined;
    },
  };
  return kit;
}

const TYPED: ReadonlySet<Channel> = new Set([Channel.KEYPAD, Channel.TEXT, Channel.SPEECH]);

async function findFactor(calls: Calls, tenantId: string, factorType: string): Promise<FactorInfo> {
  const listed = await calls.call(AuthFactorService.method.listFactors, { tenantId });
  if (listed.kind === 'error') {
    const { code, reason, message } = listed.error;
    throw new ContractError(
      'CANNOT_RUN',
      `ListFactors failed with ${reason ?? code}: ${message}; check target and token`,
    );
  }
  const factor = listed.message.factors.find((candidate) => candidate.factorType === factorType);
  if (factor !== undefined) return factor;
  const types = listed.message.factors.map((candidate) => candidate.factorType).join(', ');
  throw new ContractError('CANNOT_RUN', `The endpoint lists no factor ${factorType}; it lists ${types || 'none'}`);
}
