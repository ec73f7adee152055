import type { AuthFactorClient, Input } from '@authfactor/client';
import { createAssertionVerifier } from '@authfactor/client/verify';
import type { Kdf } from '@authfactor/soft-pin';
import { expect, test } from 'vitest';
import { connectAs, enroll, keyed, reasonOf, SESSION, TENANT } from './actors.ts';
import { type Authenticator, scan } from './authenticator.ts';
import { inWords } from './canaries.ts';
import { createCheapKdf } from './cheap-kdf.ts';
import { clockAhead } from './clock-ahead.ts';
import { freshDataDir, type RunningTestServer, startServer, startServerInProcess } from './running-server.ts';

// With a step of drift either way, the code of the next minute is right for two minutes at least.
const env = { AUTHFACTOR_FACTORS: 'soft-pin,totp', AUTHFACTOR_TOTP_PERIOD: '60s', AUTHFACTOR_STORE: 'sqlite' };
/** Longer than the lock after three wrong answers. */
const AHEAD_MS = 240_000;

const said = (digits: string): Input => ({ kind: 'speech', transcript: inWords(digits), languageCode: 'en' });

/** The end user enrols with their own token; gives their app, and the time whose code completed the enrolment. */
async function enrollApp(
  server: RunningTestServer,
  subject: string,
): Promise<{ readonly app: Authenticator; readonly at: number }> {
  await using user = await connectAs(server, { scope: 'factor.enroll', subject });
  const { enrollment, provisioningUri = '' } = await user.enrollments.begin({ factorType: 'totp' });
  const app = scan(provisioningUri);
  const at = Date.now();
  const ended = await user.enrollments.submitInput({
    enrollmentId: enrollment.enrollmentId,
    input: keyed(app.codeAt(at)),
  });
  expect(ended).toMatchObject({ state: 'completed', final: true });
  return { app, at };
}

async function begin(agent: AuthFactorClient, subjectId: string) {
  const subject = { tenantId: TENANT, subjectId };
  return agent.challenges.begin({ subject, factorType: 'totp', sessionId: SESSION, purpose: 'wire-transfer' });
}

/** A challenge and its answers; gives their outcomes. */
async function outcomesOf(agent: AuthFactorClient, subject: string, inputs: readonly Input[]) {
  const { challengeId } = await begin(agent, subject);
  const outcomes: string[] = [];
  for (const input of inputs) {
    outcomes.push((await agent.challenges.submitAnswer({ challengeId, sessionId: SESSION, input })).outcome);
  }
  return outcomes;
}

test('an app is enrolled with its first code and verifies with the next one, once', async () => {
  await using server = await startServerInProcess({ env: { ...env, AUTHFACTOR_TOTP_ISSUER: 'Acme Help Desk' } });
  await using user = await connectAs(server, { scope: 'factor.enroll', subject: 'alice' });
  await using agent = await connectAs(server, { scope: 'factor.verify', client: 'agent' });
  expect(await reasonOf(begin(agent, 'alice'))).toBe('NOT_ENROLLED');

  const { enrollment, provisioningUri = '' } = await user.enrollments.begin({ factorType: 'totp' });
  const app = scan(provisioningUri);
  expect(app).toMatchObject({
    issuer: 'Acme Help Desk',
    account: 'alice',
    algorithm: 'SHA1',
    digits: 6,
    periodSeconds: 60,
  });
  const { enrollmentId } = enrollment;
  const at = Date.now();
  const wrong = await user.enrollments.submitInput({ enrollmentId, input: keyed(app.wrongAt(at)) });
  expect(wrong).toMatchObject({ final: false, rejections: [{ rule: 'code' }] });
  const first = app.codeAt(at);
  expect(await user.enrollments.submitInput({ enrollmentId, input: said(first) })).toMatchObject({
    state: 'completed',
    final: true,
  });

  const next = app.codeAt(at, 1);
  expect(await outcomesOf(agent, 'alice', [keyed(first), keyed(next.slice(1)), said(next)])).toEqual([
    'code-reused',
    'unusable',
    'verified',
  ]);
  expect(await outcomesOf(agent, 'alice', [keyed(next), keyed(app.wrongAt(at)), keyed(next)])).toEqual([
    'code-reused',
    'mismatched',
    'code-reused',
  ]);
  // Three of them lock, whether or not they were right once.
  expect(await reasonOf(begin(agent, 'alice'))).toBe('SUBJECT_LOCKED');
  await using admin = await connectAs(server, { scope: 'factor.admin' });
  expect(
    await admin.administration.getSubjectStatus({ subject: { tenantId: TENANT, subjectId: 'alice' } }),
  ).toMatchObject([
    { factorType: 'soft-pin', state: 'not-enrolled' },
    { factorType: 'totp', state: 'locked', lockedUntil: expect.any(Date) },
  ]);
});

test('what is verified is asserted with high assurance', async () => {
  await using server = await startServerInProcess({ env });
  const { app, at } = await enrollApp(server, 'bob');
  await using agent = await connectAs(server, { scope: 'factor.verify', client: 'agent' });
  const { challengeId } = await begin(agent, 'bob');
  const input = keyed(app.codeAt(at, 1));
  const answer = await agent.challenges.submitAnswer({ challengeId, sessionId: SESSION, input });
  if (answer.outcome !== 'verified') throw new Error(`The right code is ${answer.outcome}`);
  const verifier = createAssertionVerifier({
    jwks: new URL('/.well-known/jwks.json', server.httpUrl),
    issuer: 'authfactor',
    audience: 'agent',
  });
  expect(await verifier.verify(answer.assertion ?? '', { subject: 'bob', session: SESSION })).toMatchObject({
    factor: 'totp',
    assurance: 'high',
    amr: ['otp'],
    channel: 'keypad',
    purpose: 'wire-transfer',
  });
});

test('a server that was killed remembers which code was used, and the lock', async () => {
  const dataDir = await freshDataDir();
  await using killed = await startServer({ dataDir, env });
  const { app, at } = await enrollApp(killed, 'carol');
  const next = app.codeAt(at, 1);
  await using agent = await connectAs(killed, { scope: 'factor.verify' });
  expect(await outcomesOf(agent, 'carol', [keyed(next)])).toEqual(['verified']);
  await killed.kill();

  await using restarted = await startServer({ dataDir, env });
  await using again = await connectAs(restarted, { scope: 'factor.verify' });
  const wrong = keyed(app.wrongAt(at));
  expect(await outcomesOf(again, 'carol', [keyed(next), wrong, wrong])).toEqual([
    'code-reused',
    'mismatched',
    'mismatched',
  ]);
  await restarted.kill();

  // The lock outlives the server too. It passes; by then the app shows another code.
  await using later = await startServerInProcess({ dataDir, env });
  await using last = await connectAs(later, { scope: 'factor.verify' });
  expect(await reasonOf(begin(last, 'carol'))).toBe('SUBJECT_LOCKED');
  await later.stop();
  await using muchLater = await startServerInProcess({ dataDir, env, exchange: clockAhead(AHEAD_MS) });
  await using patient = await connectAs(muchLater, { scope: 'factor.verify' });
  expect(await outcomesOf(patient, 'carol', [keyed(app.codeAt(Date.now() + AHEAD_MS))])).toEqual(['verified']);
});

test('a code never waits for the slots in which PINs are hashed', async () => {
  const hashed = Promise.withResolvers<void>();
  const hashing = Promise.withResolvers<void>();
  const cheap = createCheapKdf();
  const kdf: Kdf = {
    ...cheap,
    async hash(pin, cost) {
      hashing.resolve();
      await hashed.promise;
      return cheap.hash(pin, cost);
    },
  };
  await using server = await startServerInProcess({
    env: { ...env, AUTHFACTOR_KDF_SLOTS: '1' },
    exchange: (parts) => ({ ...parts, kdf }),
  });
  const pin = enroll(server, 'frank', '907152');
  await hashing.promise;
  // The only slot is taken until the code is verified.
  const { app, at } = await enrollApp(server, 'frank');
  await using agent = await connectAs(server, { scope: 'factor.verify' });
  expect(await outcomesOf(agent, 'frank', [keyed(app.codeAt(at, 1))])).toEqual(['verified']);
  hashed.resolve();
  expect(await pin).toMatchObject({ state: 'completed' });
});

test('a credential keeps its algorithm, digits and period when the configuration changes', async () => {
  const dataDir = await freshDataDir();
  const stronger = { AUTHFACTOR_TOTP_ALGORITHM: 'SHA512', AUTHFACTOR_TOTP_DIGITS: '8', AUTHFACTOR_TOTP_PERIOD: '30s' };
  const before = await startServerInProcess({ dataDir, env });
  const { app, at } = await enrollApp(before, 'dave');
  await before.stop();
  await using after = await startServerInProcess({ dataDir, env: { ...env, ...stronger } });
  await using agent = await connectAs(after, { scope: 'factor.verify' });
  expect(await outcomesOf(agent, 'dave', [keyed(app.codeAt(at, 1))])).toEqual(['verified']);
  const { app: strong } = await enrollApp(after, 'erin');
  expect(strong).toMatchObject({ algorithm: 'SHA512', digits: 8, periodSeconds: 30 });
});
