import { createAssertionVerifier } from '@authfactor/assertion/verify';
import type { CallContext, ChallengeView } from '@authfactor/engine';
import {
  Assurance,
  AuthFactorAdminService,
  AuthFactorService,
  Capability,
  Category,
  Challenge_State,
  Channel,
  Enrollment_State,
  EnrollmentService,
  InputSpec_Kind,
  ResetSubjectRequest_Kind,
  Role,
  SubjectStatus_State,
  SubmitAnswerResponse_Outcome,
  SubmitAnswerResponse_Unusable,
} from '@authfactor/proto';
import { timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt';
import { createClient } from '@connectrpc/connect';
import { expect, test } from 'vitest';
import { failureOf, makeToken, protocols, requestId, signer, start, subject } from './harness.ts';
import { at, challenge } from './stub-engine.ts';

const headers = { authorization: `Bearer ${await makeToken()}` };
const begin = { requestId, subject, factorType: 'soft-pin', sessionId: 'call-1' };

test.each(protocols)('a challenge over %s', async (protocol) => {
  const seen: unknown[] = [];
  await using harness = await start({
    engine: {
      verification: {
        async beginChallenge(context, request) {
          seen.push(context.caller, request);
          return { kind: 'ok', value: challenge };
        },
      },
    },
  });
  const client = createClient(AuthFactorService, harness.transports[protocol]);
  const response = await client.beginChallenge(
    { ...begin, offeredChannels: [Channel.KEYPAD, 77 as Channel], purpose: 'reset', origin: 'o' },
    { headers },
  );
  const authTime = (seen[0] as CallContext['caller']).authTime;
  expect(seen).toEqual([
    {
      clientId: 'orchestrator',
      tenants: ['default'],
      scopes: ['factor.verify', 'factor.enroll', 'factor.admin'],
      subject: 'alice',
      authTime,
    },
    {
      requestId,
      tenant: 'default',
      subject: 'alice',
      factorType: 'soft-pin',
      session: 'call-1',
      channels: ['keypad'],
      language: 'en',
      purpose: 'reset',
      origin: 'o',
    },
  ]);
  expect(response.challenge).toMatchObject({
    challengeId: 'a-challenge',
    state: Challenge_State.AWAITING_INPUT,
    attemptsRemaining: 3,
    matchCode: '',
    prompt: {
      promptId: 'soft-pin.first',
      args: { digits: '6' },
      languageCode: 'en',
      input: { kind: InputSpec_Kind.DIGITS, minLength: 6, channels: [Channel.KEYPAD, Channel.TEXT], sensitive: true },
    },
  });
  expect(response.challenge?.verification).toBeUndefined();
  const { expiresAt } = response.challenge ?? {};
  expect(expiresAt && timestampMs(expiresAt)).toBe(at + 120_000);
});

test('offered channels: none means all, unknown ones only mean none', async () => {
  const offered: unknown[] = [];
  await using harness = await start({
    engine: {
      verification: {
        async beginChallenge(_context, request) {
          offered.push(request.channels);
          return { kind: 'ok', value: challenge };
        },
      },
    },
  });
  const client = createClient(AuthFactorService, harness.transports.grpc);
  await client.beginChallenge(begin, { headers });
  await client.beginChallenge({ ...begin, offeredChannels: [Channel.TEXT, Channel.TEXT] }, { headers });
  expect(offered).toEqual([[], ['text']]);
  const unknown = client.beginChallenge(
    { ...begin, offeredChannels: [Channel.UNSPECIFIED, 77 as Channel] },
    { headers },
  );
  expect(await failureOf(unknown)).toMatchObject({ code: 'InvalidArgument', reason: 'CHANNEL_UNSUPPORTED' });
  expect(offered).toHaveLength(2);
});

test('answers', async () => {
  const answers: unknown[] = [];
  await using harness = await start({
    engine: {
      verification: {
        async submitAnswer(_context, { answer }) {
          answers.push(answer);
          return { kind: 'ok', value: { outcome: 'unusable', unusable: 'too-few', challenge } };
        },
      },
    },
  });
  const client = createClient(AuthFactorService, harness.transports.grpc);
  const submit = (value: NonNullable<Parameters<typeof client.submitAnswer>[0]['input']>['value']) =>
    client.submitAnswer({ requestId, challengeId: 'c', sessionId: 's', input: { value } } as never, { headers });
  const typed = await submit({ case: 'typed', value: { text: '12', channel: Channel.KEYPAD } } as never);
  await submit({ case: 'typed', value: { text: '', channel: Channel.TEXT } } as never);
  await submit({
    case: 'speech',
    value: { transcript: 'one', languageCode: 'en-US', alternatives: [{ transcript: 'won', confidence: 0.5 }] },
  } as never);
  expect(answers).toEqual([
    { kind: 'typed', text: '12', channel: 'keypad' },
    { kind: 'typed', text: '', channel: 'text' },
    {
      kind: 'spoken',
      language: 'en-US',
      transcript: 'one',
      alternatives: [{ transcript: 'won', confidence: 0.5 }],
    },
  ]);
  expect(typed).toMatchObject({
    outcome: SubmitAnswerResponse_Outcome.UNUSABLE,
    unusable: SubmitAnswerResponse_Unusable.TOO_FEW,
  });
});

test('a verified challenge carries an assertion that verifies, the same each time, and none after its exp', async () => {
  let now = at + 1234;
  const verified: ChallengeView = {
    ...challenge,
    state: 'verified',
    verification: {
      verifiedAt: at + 999,
      channel: 'keypad',
      credentialRevision: 3,
      jti: 'a-jti',
      tenant: 'default',
      subject: 'alice',
      client: 'orchestrator',
      session: 'call-1',
      purpose: 'reset',
      amr: ['pin'],
      assurance: 'medium',
    },
  };
  await using harness = await start({
    now: () => now,
    engine: { verification: { getChallenge: async () => ({ kind: 'ok', value: verified }) } },
  });
  const client = createClient(AuthFactorService, harness.transports.grpc);
  const get = async () => {
    const response = await client.getChallenge({ challengeId: 'a-challenge', sessionId: 'call-1' }, { headers });
    return response.challenge?.verification;
  };
  const first = await get();
  expect(first).toMatchObject({ channel: Channel.KEYPAD, credentialRevision: 3n });
  const verifier = createAssertionVerifier({
    jwks: signer.publicJwks(),
    issuer: 'https://authfactor.example',
    audience: 'orchestrator',
    now: () => now,
  });
  const iat = at / 1000;
  expect(await verifier.verify(first?.assertion ?? '')).toEqual({
    iss: 'https://authfactor.example',
    aud: 'orchestrator',
    sub: 'alice',
    tenant: 'default',
    jti: 'a-jti',
    iat,
    exp: iat + 120,
    sid: 'call-1',
    amr: ['pin'],
    auth_time: iat,
    txn: 'a-challenge',
    factor: 'soft-pin',
    assurance: 'medium',
    channel: 'keypad',
    purpose: 'reset',
  });
  now = at + 119_999;
  expect((await get())?.assertion).toBe(first?.assertion);
  now = at + 120_000;
  expect((await get())?.assertion).toBe('');
});

test('factors, statuses and times', async () => {
  await using harness = await start();
  const client = createClient(AuthFactorService, harness.transports.connect);
  const { factors } = await client.listFactors({ tenantId: 'default' }, { headers });
  expect(factors).toMatchObject([
    {
      factorType: 'soft-pin',
      categories: [Category.KNOWLEDGE],
      assurance: Assurance.MEDIUM,
      capabilities: [Capability.ENROLL, Capability.HISTORY],
      channels: [Channel.TEXT, Channel.KEYPAD, Channel.SPEECH],
      recommendedRoles: [Role.FIRST, Role.SECOND],
      challengeTtl: { seconds: 120n },
      idempotencyWindow: { seconds: 600n },
      availability: { enrollmentEnabled: true, revision: 0n },
    },
  ]);
  const { statuses } = await client.getSubjectStatus({ subject }, { headers });
  expect(statuses).toMatchObject([
    { state: SubjectStatus_State.LOCKED, credentialRevision: 3n, lockedUntil: timestampFromMs(at + 60_000) },
  ]);
});

test('enrolment', async () => {
  const seen: unknown[] = [];
  await using harness = await start({
    engine: {
      enrollment: {
        async submit(_context, request) {
          seen.push(request);
          return { kind: 'refused', reason: 'STALE_REVISION', message: 'Begin again' };
        },
      },
    },
  });
  const client = createClient(EnrollmentService, harness.transports['connect-json']);
  const { options } = await client.getEnrollmentOptions({}, { headers });
  expect(options).toMatchObject([{ factor: { factorType: 'soft-pin' }, status: { credentialRevision: 3n } }]);
  const begun = await client.beginEnrollment({ requestId, factorType: 'soft-pin' }, { headers });
  expect(begun).toMatchObject({
    provisioningUri: 'otpauth://totp/alice?secret=SEED',
    enrollment: { state: Enrollment_State.AWAITING_INPUT, rejections: [{ rule: 'sequence' }], attemptsRemaining: 4 },
  });
  const input = { value: { case: 'typed', value: { text: '274913', channel: Channel.TEXT } } } as const;
  const submitted = client.submitEnrollmentInput(
    { requestId, enrollmentId: 'e', input, confirmation: input },
    { headers },
  );
  expect(await failureOf(submitted)).toMatchObject({ code: 'Aborted', reason: 'STALE_REVISION', retryMs: undefined });
  const answer = { kind: 'typed', text: '274913', channel: 'text' };
  expect(seen).toEqual([{ requestId, enrollmentId: 'e', input: answer, confirmation: answer }]);
});

test('administration', async () => {
  const seen: unknown[] = [];
  await using harness = await start({
    engine: {
      administration: {
        async setAvailability(_context, request) {
          seen.push(request);
          return {
            kind: 'ok',
            value: { enrollmentEnabled: false, challengesEnabled: true, revision: 8, updatedAt: at },
          };
        },
        async resetSubject(_context, request) {
          seen.push(request);
          return { kind: 'ok', value: { factorType: 'soft-pin', state: 'active', credentialRevision: 1 } };
        },
        async listEvents(_context, request) {
          seen.push(request);
          return { kind: 'ok', value: { events: [], nextPageToken: '' } };
        },
      },
    },
  });
  const client = createClient(AuthFactorAdminService, harness.transports.grpc);
  const where = { tenantId: 'default', factorType: 'soft-pin' };
  const set = await client.setAvailability(
    { ...where, enrollmentEnabled: false, expectedRevision: 7n, reason: 'why' },
    { headers },
  );
  expect(set.availability).toMatchObject({ enrollmentEnabled: false, revision: 8n, updatedBy: '' });
  await client.resetSubject(
    { requestId, subject, factorType: 'soft-pin', kind: ResetSubjectRequest_Kind.REVOKE_CREDENTIAL, reason: 'r' },
    { headers },
  );
  await client.listEvents(
    {
      tenantId: 'default',
      since: { seconds: 1n, nanos: 1 },
      until: { seconds: 2n, nanos: 0 },
      types: ['subject.locked'],
    },
    { headers },
  );
  expect(seen).toEqual([
    { tenant: 'default', factorType: 'soft-pin', enrollmentEnabled: false, expectedRevision: 7, reason: 'why' },
    {
      requestId,
      tenant: 'default',
      subject: 'alice',
      factorType: 'soft-pin',
      kind: 'revoke-credential',
      reason: 'r',
    },
    { tenant: 'default', types: ['subject.locked'], since: 1001, until: 2000, pageSize: 0, pageToken: '' },
  ]);
  await client.deleteSubject({ requestId, subject }, { headers });
});

test('events', async () => {
  await using harness = await start();
  const client = createClient(AuthFactorAdminService, harness.transports.grpc);
  const page = await client.listEvents({ tenantId: 'default' }, { headers });
  expect(page).toMatchObject({
    nextPageToken: 'next',
    events: [
      {
        eventId: 'e1',
        type: 'challenge.verified',
        subject: { tenantId: 'default', subjectId: 'alice' },
        sessionId: 'call-1',
        channel: Channel.KEYPAD,
        reason: '',
        recordedAt: timestampFromMs(at + 1),
      },
    ],
  });
});
