import { createAuthFactorClient, type Input } from '@authfactor/client';
import { connectGrpcTransport, connectTransport, grpcWebTransport } from '@authfactor/client/connect';
import { grpcTransport } from '@authfactor/client/grpc';
import { createAssertionVerifier } from '@authfactor/client/verify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServerProcess, startServer } from './running-server.ts';

const PIN = '907152';
const WRONG_PIN = '907153';

let server: ServerProcess;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

const keyed = (text: string): Input => ({ kind: 'typed', text, channel: 'keypad' });

describe.each([
  ['grpc-js', grpcTransport(), 'grpcUrl'],
  ['connect, gRPC', connectGrpcTransport(), 'grpcUrl'],
  ['connect, Connect', connectTransport(), 'httpUrl'],
  ['connect, gRPC-Web', grpcWebTransport(), 'httpUrl'],
] as const)('%s', (name, transport, address) => {
  const subject = { tenantId: 'default', subjectId: `alice of ${name}` };
  const sessionId = `call of ${name}`;
  const connect = async (scope: 'factor.verify' | 'factor.enroll' | 'factor.admin', person?: string) => {
    const token = await server.token({
      scopes: [scope],
      client: 'agent',
      ...(person === undefined ? {} : { subject: person }),
    });
    return createAuthFactorClient({ url: server[address], token, transport });
  };

  test('a subject enrols, fails once and is verified', async () => {
    await using self = await connect('factor.enroll', subject.subjectId);
    const { enrollment } = await self.enrollments.begin({ factorType: 'soft-pin' });
    const weak = await self.enrollments.submitInput({
      enrollmentId: enrollment.enrollmentId,
      input: keyed('123456'),
      confirmation: keyed('123456'),
    });
    expect(weak.rejections.map(({ rule }) => rule)).toContain('sequence');
    const enrolled = await self.enrollments.submitInput({
      enrollmentId: enrollment.enrollmentId,
      input: keyed(PIN),
      confirmation: keyed(PIN),
    });
    expect(enrolled).toMatchObject({ state: 'completed', final: true });

    await using agent = await connect('factor.verify');
    const challenge = await agent.challenges.begin({
      subject,
      factorType: 'soft-pin',
      sessionId,
      offeredChannels: ['keypad'],
      purpose: 'change-address',
    });
    const answer = { challengeId: challenge.challengeId, sessionId };
    expect(await agent.challenges.submitAnswer({ ...answer, input: keyed(WRONG_PIN) })).toMatchObject({
      outcome: 'mismatched',
      attemptsRemaining: 2,
    });
    const result = await agent.challenges.submitAnswer({ ...answer, input: keyed(PIN) });
    if (result.outcome !== 'verified') throw new Error(`The right PIN is ${result.outcome}`);
    expect(result.verification).toMatchObject({ channel: 'keypad', credentialRevision: 1 });

    const verifier = createAssertionVerifier({
      jwks: new URL('/.well-known/jwks.json', server.httpUrl),
      issuer: 'authfactor',
      audience: 'agent',
    });
    const claims = await verifier.verify(result.assertion ?? '', { subject: subject.subjectId, session: sessionId });
    expect(claims).toMatchObject({ factor: 'soft-pin', assurance: 'medium', amr: ['pin'], purpose: 'change-address' });
    expect(await agent.challenges.get(answer)).toMatchObject({ state: 'verified' });
  });

  test('three wrong answers lock, and an administrator unlocks', async () => {
    await using agent = await connect('factor.verify');
    const { challengeId } = await agent.challenges.begin({ subject, factorType: 'soft-pin', sessionId });
    const submit = () => agent.challenges.submitAnswer({ challengeId, sessionId, input: keyed(WRONG_PIN) });
    await submit();
    await submit();
    const last = await submit();
    expect(last).toMatchObject({
      outcome: 'mismatched',
      attemptsRemaining: 0,
      lockedUntil: expect.any(Date),
      challenge: { state: 'exhausted', final: true },
    });
    const begin = () => agent.challenges.begin({ subject, factorType: 'soft-pin', sessionId });
    await expect(begin()).rejects.toMatchObject({
      reason: 'SUBJECT_LOCKED',
      code: 'FAILED_PRECONDITION',
      lockedUntil: expect.any(Date),
    });

    await using admin = await connect('factor.admin');
    const unlocked = await admin.administration.resetSubject({
      subject,
      factorType: 'soft-pin',
      kind: 'unlock',
      reason: 'called the help desk',
    });
    expect(unlocked).toMatchObject({ state: 'active' });
    expect(await begin()).toMatchObject({ state: 'awaiting-input' });
  });

  test('the rest of the contract is reachable', async () => {
    await using agent = await connect('factor.verify');
    const [factor] = await agent.factors.list({ tenantId: 'default' });
    expect(factor).toMatchObject({ factorType: 'soft-pin', assurance: 'medium', availability: { revision: 0 } });
    expect(await agent.factors.getSubjectStatus({ subject })).toMatchObject([{ state: 'active' }]);
    const { challengeId } = await agent.challenges.begin({ subject, factorType: 'soft-pin', sessionId });
    expect(await agent.challenges.cancel({ challengeId, sessionId })).toMatchObject({ state: 'canceled' });

    await using admin = await connect('factor.admin');
    expect(await admin.administration.getSubjectStatus({ subject })).toMatchObject([{ state: 'active' }]);
    const key = { tenantId: 'default', factorType: 'soft-pin' };
    expect(await admin.administration.getAvailability(key)).toMatchObject({ enrollmentEnabled: true });
    expect(await admin.administration.setAvailability({ ...key, enrollmentEnabled: true })).toMatchObject({
      revision: 0,
    });
    expect(await admin.administration.listEvents({ tenantId: 'default', pageSize: 1 })).toBeDefined();

    await using self = await connect('factor.enroll', subject.subjectId);
    expect(await self.enrollments.getOptions()).toMatchObject([{ status: { state: 'active' } }]);
    const { enrollment } = await self.enrollments.begin({ factorType: 'soft-pin' });
    const { enrollmentId } = enrollment;
    expect(await self.enrollments.get({ enrollmentId })).toMatchObject({ state: 'awaiting-input' });
    expect(await self.enrollments.cancel({ enrollmentId })).toMatchObject({ state: 'canceled' });
    expect(await self.enrollments.removeCredential({ factorType: 'soft-pin' })).toMatchObject({
      state: 'not-enrolled',
    });
    await admin.administration.deleteSubject({ subject, reason: 'left' });
    await expect(agent.challenges.get({ challengeId, sessionId })).rejects.toMatchObject({
      reason: 'CHALLENGE_NOT_FOUND',
    });
  });

  test('errors name what is wrong', async () => {
    await using agent = await connect('factor.verify');
    const invalid = agent.challenges.begin({
      subject: { tenantId: '', subjectId: 'a' },
      factorType: 'soft-pin',
      sessionId,
    });
    await expect(invalid).rejects.toMatchObject({
      reason: 'INVALID_REQUEST',
      code: 'INVALID_ARGUMENT',
      violations: [{ field: 'subject.tenant_id' }],
    });
    await expect(agent.factors.list({ tenantId: 'other' })).rejects.toMatchObject({ reason: 'PERMISSION_DENIED' });
    await expect(agent.enrollments.getOptions()).rejects.toMatchObject({ reason: 'PERMISSION_DENIED' });
  });
});
