import { inspect } from 'node:util';
import { AuthFactorService, SubmitAnswerResponseSchema } from '@authfactor/proto';
import { ErrorInfoSchema } from '@authfactor/proto/google-rpc';
import { create, type DescMessage, type DescMethodUnary, type MessageShape, toBinary } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { createCaller } from './caller.ts';
import { type StatusCode, type TransportCall, TransportFailure } from './transport.ts';

const { submitAnswer, getChallenge } = AuthFactorService.method;
const PIN = '907152';
const REQUEST = {
  requestId: '7f8d1f0a-5a0e-4c58-9a5e-0d2a6f5f9b11',
  challengeId: 'c',
  sessionId: 's',
  input: { value: { case: 'typed' as const, value: { text: PIN } } },
};

const refusal = (reason: string, code: StatusCode) =>
  new TransportFailure(code, 'refused', [
    {
      type: ErrorInfoSchema.typeName,
      value: toBinary(ErrorInfoSchema, create(ErrorInfoSchema, { reason, domain: 'authfactor.dev' })),
    },
  ]);

/** Answers call after call with what stands in the script; the last entry stands for all further calls. */
const setUp = (script: readonly (TransportFailure | 'answer' | 'hang')[], deadlineMs = 5_000) => {
  const calls: { readonly request: unknown; readonly call: TransportCall }[] = [];
  const caller = createCaller({
    transport: {
      async unary<I extends DescMessage, O extends DescMessage>(
        method: DescMethodUnary<I, O>,
        request: MessageShape<I>,
        call: TransportCall,
      ) {
        calls.push({ request, call });
        const step = script[Math.min(calls.length, script.length) - 1];
        if (step instanceof TransportFailure) throw step;
        if (step === 'hang') {
          await new Promise((_, reject) => call.signal.addEventListener('abort', () => reject(new Error('ended'))));
        }
        return create(method.output);
      },
      async [Symbol.asyncDispose]() {},
    },
    token: () => `token-${calls.length + 1}`,
    deadlineMs,
    backoff: { baseMs: 1, maxMs: 2 },
    random: () => 0.5,
  });
  return { caller, calls };
};

test('repeats carry the same request and a fresh token', async () => {
  const { caller, calls } = setUp([
    refusal('OVERLOADED', 'RESOURCE_EXHAUSTED'),
    refusal('CONCURRENT_ATTEMPT', 'ABORTED'),
    new TransportFailure('UNAVAILABLE', 'connection lost', []),
    'answer',
  ]);
  const answer = await caller(submitAnswer, REQUEST, undefined);
  expect(answer.$typeName).toBe(SubmitAnswerResponseSchema.typeName);
  expect(calls.map(({ call }) => call.token)).toEqual(['token-1', 'token-2', 'token-3', 'token-4']);
  expect(new Set(calls.map(({ request }) => request)).size).toBe(1);
});

test('a method that the contract does not declare idempotent is not repeated', async () => {
  const { caller, calls } = setUp([new TransportFailure('UNAVAILABLE', 'connection lost', []), 'answer']);
  await expect(caller(getChallenge, {}, undefined)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(calls).toHaveLength(1);
});

test('a locked subject is not asked again', async () => {
  const { caller, calls } = setUp([refusal('SUBJECT_LOCKED', 'FAILED_PRECONDITION'), 'answer']);
  await expect(caller(submitAnswer, REQUEST, undefined)).rejects.toMatchObject({
    reason: 'SUBJECT_LOCKED',
    requestId: REQUEST.requestId,
  });
  expect(calls).toHaveLength(1);
});

test('repeats stop at the deadline with the last refusal', async () => {
  const { caller } = setUp([refusal('OVERLOADED', 'RESOURCE_EXHAUSTED')], 30);
  await expect(caller(submitAnswer, REQUEST, undefined)).rejects.toMatchObject({
    reason: expect.stringMatching(/^(OVERLOADED|DEADLINE_EXCEEDED)$/),
  });
});

test('a call that does not end is given up at its deadline', async () => {
  const { caller } = setUp(['hang']);
  await expect(caller(submitAnswer, REQUEST, { deadlineMs: 20 })).rejects.toMatchObject({
    reason: 'DEADLINE_EXCEEDED',
    code: 'DEADLINE_EXCEEDED',
  });
});

test("the caller's signal ends the call with its own reason", async () => {
  const { caller, calls } = setUp(['hang']);
  const controller = new AbortController();
  const reason = new Error('the line was cut');
  const result = caller(submitAnswer, REQUEST, { signal: controller.signal });
  controller.abort(reason);
  await expect(result).rejects.toBe(reason);
  await expect(caller(submitAnswer, REQUEST, { signal: controller.signal })).rejects.toBe(reason);
  expect(calls.length).toBeLessThanOrEqual(1);
});

test('a token source that hangs does not outlive the deadline', async () => {
  const caller = createCaller({
    transport: { unary: () => Promise.reject(new Error('unreached')), async [Symbol.asyncDispose]() {} },
    token: () => new Promise(() => {}),
    deadlineMs: 20,
    backoff: { baseMs: 1, maxMs: 2 },
    random: Math.random,
  });
  await expect(caller(submitAnswer, REQUEST, undefined)).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
});

test('no error shows the answer or the token', async () => {
  const surrogate = { ...REQUEST, input: { value: { case: 'typed' as const, value: { text: `${PIN}\ud800` } } } };
  const wrongType = { ...REQUEST, input: PIN as unknown as typeof REQUEST.input };
  const errors = [
    await setUp([refusal('SUBJECT_LOCKED', 'FAILED_PRECONDITION')])
      .caller(submitAnswer, REQUEST, {})
      .catch(String),
    await setUp(['answer'])
      .caller(submitAnswer, surrogate, {})
      .catch((error: unknown) => error),
    await setUp(['answer'])
      .caller(submitAnswer, wrongType, {})
      .catch((error: unknown) => error),
    await setUp(['hang'])
      .caller(submitAnswer, REQUEST, { deadlineMs: 10 })
      .catch((error: unknown) => error),
  ];
  const shown = inspect(errors, { depth: 20, showHidden: true });
  expect(shown).toContain('INVALID_REQUEST');
  expect(shown).not.toContain(PIN);
  expect(shown).not.toContain('token-');
});
