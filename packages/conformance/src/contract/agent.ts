import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { BeginChallengeRequest } from '@authfactor/proto';
import {
  AuthFactorService,
  type BeginChallengeResponse,
  type CancelChallengeResponse,
  type Challenge,
  type Channel,
  type GetChallengeResponse,
  SubmitAnswerResponse_Outcome as Outcome,
  type SubmitAnswerResponse,
} from '@authfactor/proto';
import type { Message } from '@bufbuild/protobuf';
import { durationFromMs } from '@bufbuild/protobuf/wkt';
import type { Answer, CallOptions, Calls } from './calls.ts';
import { inputOf } from './input.ts';
import { accepted } from './must.ts';
import type { SubjectPool, TestSubject } from './subject-pool.ts';

/** A challenge that the suite began. */
export interface Opened {
  readonly challengeId: string;
  readonly sessionId: string;
  readonly subject: TestSubject;
  /** As it was when it began. */
  readonly challenge: Challenge;
}

export interface SubmitOptions extends CallOptions {
  readonly requestId?: string;
  readonly sessionId?: string;
  readonly channel?: Channel;
}

/** What a begin has other than the suite's own. */
export type BeginChange = Partial<Omit<BeginChallengeRequest, keyof Message>>;

/** An orchestrator: begins challenges and answers them. */
export interface Agent {
  readonly calls: Calls;
  begin(subjectId: string, change?: BeginChange, options?: CallOptions): Promise<Answer<BeginChallengeResponse>>;
  /** Begins a challenge and expects it to work. */
  open(subject: TestSubject, change?: BeginChange): Promise<Opened>;
  /** Answers, and repeats the same request id for as long as the service asks for that. */
  submit(opened: OpenedRef, text: string, options?: SubmitOptions): Promise<Answer<SubmitAnswerResponse>>;
  /** Answers with one call. */
  submitOnce(opened: OpenedRef, text: string, options?: SubmitOptions): Promise<Answer<SubmitAnswerResponse>>;
  get(opened: OpenedRef, options?: GetOptions): Promise<Answer<GetChallengeResponse>>;
  cancel(opened: OpenedRef, options?: { readonly sessionId?: string }): Promise<Answer<CancelChallengeResponse>>;
}

export type OpenedRef = Pick<Opened, 'challengeId' | 'sessionId'> & { readonly subject?: TestSubject };

export interface GetOptions extends CallOptions {
  readonly sessionId?: string;
  readonly waitMs?: number;
}

export interface AgentOptions {
  readonly calls: Calls;
  readonly tenant: string;
  readonly factorType: string;
  /** By which channel answers are given. */
  readonly channel: Channel;
  /** Beginning asks a device, which counts as an attempt. */
  readonly onDevice: boolean;
  readonly pool: Pick<SubjectPool, 'count'>;
}

const REPEATED: ReadonlySet<string> = new Set([
  'CONCURRENT_ATTEMPT',
  'OVERLOADED',
  'DEPENDENCY_UNAVAILABLE',
  'RATE_LIMITED',
]);
const TRIES = 40;
const LONGEST_PAUSE_MS = 1000;

export function createAgent({ calls, tenant, factorType, channel, onDevice, pool }: AgentOptions): Agent {
  /** Request ids whose outcome was counted already. */
  const counted = new Set<string>();

  function count(ref: OpenedRef, requestId: string, answer: Answer<SubmitAnswerResponse>): void {
    const { subject } = ref;
    const key = `${ref.challengeId} ${requestId}`;
    if (subject === undefined) return;
    if (answer.kind === 'ok') {
      const { outcome } = answer.message;
      if (outcome === Outcome.VERIFIED && !counted.has(key)) pool.count(subject.id, 'success');
      else if (outcome !== Outcome.UNUSABLE && !counted.has(key)) pool.count(subject.id, 'failure');
      counted.add(key);
    } else if ((answer.error.local || answer.error.reason === 'DEADLINE_EXCEEDED') && !counted.has(key)) {
      // It may have been counted.
      pool.count(subject.id, 'failure');
      counted.add(key);
    }
  }

  async function submitOnce(ref: OpenedRef, text: string, options: SubmitOptions = {}) {
    const { requestId = randomUUID(), sessionId = ref.sessionId, channel: by = channel, ...rest } = options;
    const request = { requestId, challengeId: ref.challengeId, sessionId, input: inputOf(text, by) };
    const answer = await calls.call(AuthFactorService.method.submitAnswer, request, rest);
    count(ref, requestId, answer);
    return answer;
  }

  const begin: Agent['begin'] = async (subjectId, change = {}, options = {}) => {
    const request = {
      requestId: randomUUID(),
      subject: { tenantId: tenant, subjectId },
      factorType,
      sessionId: 'conformance',
      ...change,
    };
    const answer = await calls.call(AuthFactorService.method.beginChallenge, request, options);
    if (onDevice && answer.kind === 'ok' && !counted.has(request.requestId)) {
      counted.add(request.requestId);
      pool.count(subjectId, 'failure');
    }
    return answer;
  };

  return {
    calls,
    begin,
    submitOnce,
    async open(subject, change = {}) {
      const sessionId = change.sessionId ?? `conformance-${randomUUID()}`;
      const { challenge } = accepted(await begin(subject.id, { ...change, sessionId }), 'Beginning a challenge');
      if (challenge === undefined) throw new TypeError('BeginChallenge answered without a challenge');
      return { challengeId: challenge.challengeId, sessionId, subject, challenge };
    },
    async submit(ref, text, { requestId = randomUUID(), ...options } = {}) {
      let answer = await submitOnce(ref, text, { requestId, ...options });
      for (let tried = 1; tried < TRIES && isRepeated(answer); tried++) {
        await delay(Math.min(answer.error.retryMs ?? 0, LONGEST_PAUSE_MS));
        answer = await submitOnce(ref, text, { requestId, ...options });
      }
      return answer;
    },
    get: (ref, { sessionId = ref.sessionId, waitMs, ...options } = {}) =>
      calls.call(
        AuthFactorService.method.getChallenge,
        { challengeId: ref.challengeId, sessionId, ...(waitMs === undefined ? {} : { wait: durationFromMs(waitMs) }) },
        options,
      ),
    cancel: (ref, { sessionId = ref.sessionId } = {}) =>
      calls.call(AuthFactorService.method.cancelChallenge, { challengeId: ref.challengeId, sessionId }),
  };
}

const isRepeated = <T>(answer: Answer<T>): answer is Extract<Answer<T>, { kind: 'error' }> =>
  answer.kind === 'error' && REPEATED.has(answer.error.reason ?? '');
