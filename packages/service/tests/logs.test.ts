import { AuthFactorService, Channel, EnrollmentService, InputSchema } from '@authfactor/proto';
import { create } from '@bufbuild/protobuf';
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
  expect(harness.logger.lines.filter((line) => line.level === 'trace').length).toBeGreaterThanOrEqual(9);
  for (const secret of ['274913', '2 7 4', 'two seven', 'M-42', 'SEED', token]) expect(all).not.toContain(secret);
});
