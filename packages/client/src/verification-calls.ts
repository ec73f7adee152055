import { AuthFactorService } from '@authfactor/proto';
import { durationFromMs } from '@bufbuild/protobuf/wkt';
import type { Caller, CallOptions } from './caller.ts';
import { type AnswerResult, readAnswerResult } from './values/answer-result.ts';
import { type Challenge, readChallenge } from './values/challenge.ts';
import { type Factor, readFactor } from './values/factor.ts';
import { type Input, writeInput } from './values/interaction.ts';
import { CHANNELS, type Channel } from './values/names.ts';
import { readSubjectStatus, type SubjectRef, type SubjectStatus } from './values/subject.ts';

export interface BeginChallenge {
  readonly subject: SubjectRef;
  readonly factorType: string;
  /** The caller's session; every later call about the challenge repeats it. */
  readonly sessionId: string;
  /** Absent: every channel of the factor. */
  readonly offeredChannels?: readonly Channel[];
  /** BCP 47. */
  readonly languageCode?: string;
  /** The operation that this verification is for. */
  readonly purpose?: string;
  /** Opaque and stable per origin of calls. */
  readonly origin?: string;
  /** A UUID, to repeat an earlier call with; absent: a new one. */
  readonly requestId?: string;
}

export interface ChallengeRef {
  readonly challengeId: string;
  readonly sessionId: string;
}

export interface SubmitAnswer extends ChallengeRef {
  readonly input: Input;
  /** A UUID, to repeat an earlier call with; absent: a new one. */
  readonly requestId?: string;
}

/** What factors there are and where a subject stands. Scope `factor.verify`. */
export interface FactorCalls {
  list(request: { readonly tenantId: string }, options?: CallOptions): Promise<readonly Factor[]>;
  getSubjectStatus(
    request: { readonly subject: SubjectRef; readonly factorType?: string },
    options?: CallOptions,
  ): Promise<readonly SubjectStatus[]>;
}

/** Verify callers. Scope `factor.verify`. */
export interface ChallengeCalls {
  begin(request: BeginChallenge, options?: CallOptions): Promise<Challenge>;
  submitAnswer(request: SubmitAnswer, options?: CallOptions): Promise<AnswerResult>;
  /** `waitMs`: how long the server may wait for another state, at most a minute; it comes on top of the deadline. */
  get(request: ChallengeRef & { readonly waitMs?: number }, options?: CallOptions): Promise<Challenge>;
  cancel(request: ChallengeRef, options?: CallOptions): Promise<Challenge>;
}

export const createFactorCalls = (call: Caller): FactorCalls => ({
  async list({ tenantId }, options) {
    const { factors } = await call(AuthFactorService.method.listFactors, { tenantId }, options);
    return factors.map(readFactor);
  },
  async getSubjectStatus({ subject, factorType }, options) {
    const request = { subject, ...(factorType === undefined ? {} : { factorType }) };
    const { statuses } = await call(AuthFactorService.method.getSubjectStatus, request, options);
    return statuses.map(readSubjectStatus);
  },
});

export const createChallengeCalls = (call: Caller, defaultDeadlineMs: number): ChallengeCalls => ({
  async begin({ requestId = crypto.randomUUID(), offeredChannels = [], ...request }, options) {
    const init = { ...request, requestId, offeredChannels: offeredChannels.map(CHANNELS.valueOf) };
    const { challenge } = await call(AuthFactorService.method.beginChallenge, init, options);
    return readChallenge(challenge);
  },
  async submitAnswer({ requestId = crypto.randomUUID(), challengeId, sessionId, input }, options) {
    const init = { requestId, challengeId, sessionId, input: writeInput(input) };
    return readAnswerResult(await call(AuthFactorService.method.submitAnswer, init, options));
  },
  async get({ challengeId, sessionId, waitMs = 0 }, options) {
    const init = { challengeId, sessionId, ...(waitMs > 0 ? { wait: durationFromMs(waitMs) } : {}) };
    const deadlineMs = options?.deadlineMs ?? defaultDeadlineMs + waitMs;
    const { challenge } = await call(AuthFactorService.method.getChallenge, init, { ...options, deadlineMs });
    return readChallenge(challenge);
  },
  async cancel({ challengeId, sessionId }, options) {
    const { challenge } = await call(AuthFactorService.method.cancelChallenge, { challengeId, sessionId }, options);
    return readChallenge(challenge);
  },
});
