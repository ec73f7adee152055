import {
  AuthFactorService,
  Channel,
  EnrollmentService,
  InputSchema,
  type SubmitAnswerRequestSchema,
} from '@authfactor/proto';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { createClient } from '@connectrpc/connect';
import { expect, test } from 'vitest';
import { makeToken, protocols, requestId, start } from './harness.ts';
import { challenge } from './stub-engine.ts';

const token = await makeToken();
const headers = { authorization: `Bearer ${token}` };

test.each(protocols)('one line for each RPC, and no secret at the lowest level, over %s', async (protocol) => {
  await using harness = await start({
    engine: {
      verification: {
        beginChallenge: async () => ({ kind: 'ok', value: { ...challenge, matchCode: 'M-42' } }),
        submitAnswer: async () => ({ kind: 'refused', reason: 'SUBJECT_LOCKED', message: 'Locked', lockedUntil: 0 }),
      },
    },
  });
  const verification = createClient(AuthFactorService, harness.transports[protocol]);
  const enrollment = createClient(EnrollmentService, harness.transports[protocol]);
  const typed = create(InputSchema, {
    value: { case: 'typed', value: { text: '2 7 4 9 1 3', channel: Channel.TEXT } },
  });
  const unspecified = create(InputSchema, { value: { case: 'typed', value: { text: '274913' } } });
  const alternatives = [{ transcript: 'to 274913' }];
  const spoken = create(InputSchema, {
    value: { case: 'speech', value: { transcript: 'two seven four', languageCode: 'en', alternatives } },
  });
  const subject = { tenantId: 'default', subjectId: 'alice' };
  await verification.beginChallenge({ requestId, subject, factorType: 'soft-pin', sessionId: 's' }, { headers });
  for (const input of [typed, spoken, unspecified]) {
    await verification
      .submitAnswer({ requestId, challengeId: 'c', sessionId: 's', input }, { headers })
      .catch(() => undefined);
  }
  await enrollment.beginEnrollment({ requestId, factorType: 'soft-pin' }, { headers });
  await enrollment.submitEnrollmentInput(
    { requestId, enrollmentId: 'e', input: typed, confirmation: spoken },
    { headers },
  );

  const lines = harness.logger.lines.filter((line) => line.message === 'rpc');
  expect(lines.map(({ ms: _, ...line }) => line)).toMatchObject(
    [
      ['AuthFactorService/BeginChallenge', 'ok', undefined],
      ['AuthFactorService/SubmitAnswer', 'failed_precondition', 'SUBJECT_LOCKED'],
      ['AuthFactorService/SubmitAnswer', 'failed_precondition', 'SUBJECT_LOCKED'],
      ['AuthFactorService/SubmitAnswer', 'invalid_argument', 'INVALID_REQUEST'],
      ['EnrollmentService/BeginEnrollment', 'ok', undefined],
      ['EnrollmentService/SubmitEnrollmentInput', 'ok', undefined],
    ].map(([method, code, reason]) => ({
      level: 'info',
      method: `authfactor.v1.${method}`,
      protocol: protocol.replace('-json', ''),
      client: 'orchestrator',
      code,
      reason,
    })),
  );
  expect(lines.every((line) => typeof line.ms === 'number')).toBe(true);
  const all = JSON.stringify(harness.logger.lines);
  // Five requests with their responses, save the two that were refused; and the one that is no request.
  const traces = harness.logger.lines.filter((line) => line.level === 'trace').map(({ message }) => message);
  expect(traces.filter((message) => message === 'request')).toHaveLength(5);
  expect(traces.filter((message) => message === 'response')).toHaveLength(3);
  expect(traces.filter((message) => message === 'invalid request')).toHaveLength(1);
  expect(traces).toHaveLength(9);
  for (const secret of ['274913', '2 7 4', 'two seven', 'M-42', 'SEED', token]) expect(all).not.toContain(secret);
});

const PIN = 274913;
const answer = create(InputSchema, {
  value: { case: 'typed', value: { text: 'x', channel: Channel.KEYPAD } },
});

test.each<[string, MessageInitShape<typeof SubmitAnswerRequestSchema>]>([
  ['a request id', { requestId: `${PIN}`, input: answer }],
  [
    'a channel',
    { input: create(InputSchema, { value: { case: 'typed', value: { text: 'x', channel: PIN as Channel } } }) },
  ],
  [
    'a confidence',
    { input: create(InputSchema, { value: { case: 'speech', value: { transcript: 'x', confidence: PIN } } }) },
  ],
  [
    'a language',
    { input: create(InputSchema, { value: { case: 'speech', value: { transcript: 'x', languageCode: `${PIN}` } } }) },
  ],
  ['the challenge, and no input', { challengeId: `${PIN}` }],
])('a PIN in %s, where it breaks the rules, is not logged', async (_, init) => {
  await using harness = await start();
  const verification = createClient(AuthFactorService, harness.transports.grpc);
  const call = verification.submitAnswer({ requestId, challengeId: 'c', sessionId: 's', ...init }, { headers });
  await expect(call).rejects.toThrow(/breaks the contract's rules/);
  expect(JSON.stringify(harness.logger.lines)).not.toContain(`${PIN}`);
  expect(harness.logger.lines).toContainEqual(
    expect.objectContaining({
      message: 'invalid request',
      client: 'orchestrator',
      fields: expect.arrayContaining(['request_id', 'challenge_id', 'session_id']),
    }),
  );
});
