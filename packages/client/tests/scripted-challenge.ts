import {
  type AuthFactorService,
  type ChallengeSchema,
  Challenge_State as State,
  type SubmitAnswerResponseSchema,
} from '@authfactor/proto';
import { ErrorInfoSchema, RetryInfoSchema } from '@authfactor/proto/google-rpc';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { durationFromMs, durationMs } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError, type ServiceImpl } from '@connectrpc/connect';
import { createCaller } from '../src/caller.ts';
import type { DeviceNotice, Question, TransportFactory, VerifyRequest } from '../src/index.ts';
import { createChallengeCalls } from '../src/verification-calls.ts';
import { createVerify, type Verify } from '../src/verify-caller/create-verify.ts';
import { DEFAULT_PACE, type VerifyPace } from '../src/verify-caller/verify-pace.ts';
import { startScriptedServer } from './scripted-server.ts';

export type Told = MessageInitShape<typeof ChallengeSchema>;
export type ToldAnswer = MessageInitShape<typeof SubmitAnswerResponseSchema>;

/** What a call gives. `hang up` ends all connections, `hang` waits for the client to go. */
export type Step<T> = T | ConnectError | 'hang up' | 'hang' | (() => T | Promise<T>);

export interface ChallengeScript {
  readonly begin: Step<Told>;
  /** What look after look gives; the last one stands for all further ones. The same for answers. */
  readonly looks?: readonly Step<Told>[];
  readonly answers?: readonly Step<ToldAnswer>[];
  readonly cancel?: Step<Told>;
  readonly pace?: Partial<VerifyPace>;
}

/** A call as the service saw it. Times of `performance.now()`. */
export interface SeenCall {
  readonly name: 'begin' | 'look' | 'submit' | 'cancel';
  readonly at: number;
  ended: number | undefined;
  readonly requestId: string;
  readonly waitMs: number;
}

export interface ScriptedChallenge extends AsyncDisposable {
  readonly verify: Verify;
  /** For soft-pin and one subject; answers nothing and tells nobody unless it is told to. */
  request(surface?: Partial<Pick<VerifyRequest, 'askCaller' | 'tellCaller'>>): VerifyRequest;
  readonly asked: readonly Question[];
  readonly told: readonly DeviceNotice[];
  calls(name: SeenCall['name']): readonly SeenCall[];
}

export const refusal = (code: Code, reason?: string, retryMs?: number): ConnectError =>
  new ConnectError('refused', code, undefined, [
    ...(reason === undefined ? [] : [{ desc: ErrorInfoSchema, value: { reason, domain: 'authfactor.dev' } }]),
    ...(retryMs === undefined ? [] : [{ desc: RetryInfoSchema, value: { retryDelay: durationFromMs(retryMs) } }]),
  ]);

/** A service on real HTTP/2 that takes one challenge through its script, and a client of it. */
export const startScriptedChallenge = async (
  transportOf: TransportFactory,
  script: ChallengeScript,
): Promise<ScriptedChallenge> => {
  const seen: SeenCall[] = [];
  const nth = (name: SeenCall['name']) => seen.filter((call) => call.name === name).length;

  const play = async <T>(
    name: SeenCall['name'],
    steps: readonly Step<T>[] | undefined,
    signal: AbortSignal,
    { requestId = '', waitMs = 0 } = {},
  ): Promise<T> => {
    const call: SeenCall = { name, at: performance.now(), ended: undefined, requestId, waitMs };
    seen.push(call);
    try {
      const step = steps?.[Math.min(nth(name), steps.length) - 1];
      if (step === undefined) throw refusal(Code.Internal, 'INTERNAL');
      if (step instanceof ConnectError) throw step;
      if (step === 'hang up') {
        call.ended = performance.now();
        server.hangUp();
      }
      if (step === 'hang up' || step === 'hang') return await untilGone(signal);
      return await (step instanceof Function ? step() : step);
    } finally {
      call.ended ??= performance.now();
    }
  };

  const handlers: Partial<ServiceImpl<typeof AuthFactorService>> = {
    beginChallenge: async ({ requestId }, { signal }) => ({
      challenge: await play('begin', [script.begin], signal, { requestId }),
    }),
    getChallenge: async ({ wait }, { signal }) => ({
      challenge: await play('look', script.looks, signal, { waitMs: wait === undefined ? 0 : durationMs(wait) }),
    }),
    submitAnswer: ({ requestId }, { signal }) => play('submit', script.answers, signal, { requestId }),
    cancelChallenge: async (_, { signal }) => ({
      challenge: await play('cancel', [script.cancel ?? { challengeId: 'c-1', state: State.CANCELED }], signal),
    }),
  };
  const server = await startScriptedServer(handlers);
  const transport = transportOf(new URL(server.grpcUrl));
  const backoff = { baseMs: 5, maxMs: 20 };
  const deadlineMs = 10_000;
  const caller = createCaller({ transport, token: 'token', deadlineMs, backoff, random: Math.random });
  const verify = createVerify({
    challenges: createChallengeCalls(caller, deadlineMs),
    deadlineMs,
    backoff,
    random: Math.random,
    pace: { ...DEFAULT_PACE, ...script.pace },
  });
  const asked: Question[] = [];
  const told: DeviceNotice[] = [];
  return {
    verify,
    asked,
    told,
    calls: (name) => seen.filter((call) => call.name === name),
    request: ({ askCaller = async () => undefined, tellCaller = () => undefined } = {}) => ({
      subject: { tenantId: 'default', subjectId: 'alice' },
      factorType: 'soft-pin',
      sessionId: 'call-1',
      askCaller(question) {
        asked.push(question);
        return askCaller(question);
      },
      tellCaller(notice) {
        told.push(notice);
        return tellCaller(notice);
      },
    }),
    async [Symbol.asyncDispose]() {
      await transport[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
};

const untilGone = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
