import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connectAs, enroll, reasonOf, SESSION, TENANT } from './actors.ts';
import { freshDataDir, startServerInProcess } from './running-server.ts';

const CHALLENGE_TTL_MS = 120_000;

/** An Okta that is never asked. */
async function oktaSettings() {
  const file = join(await freshDataDir(), 'okta.jwk');
  const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  await writeFile(file, JSON.stringify({ ...jwk, kid: 'k-1' }), { mode: 0o600 });
  return {
    AUTHFACTOR_OKTA_ORG_URL: 'https://acme.okta.invalid',
    AUTHFACTOR_OKTA_CLIENT_ID: '0oa1',
    AUTHFACTOR_OKTA_PRIVATE_KEY_FILE: file,
  };
}

test('ListFactors tells of all three what they are', async () => {
  const env = { AUTHFACTOR_FACTORS: 'okta-push,totp,soft-pin', ...(await oktaSettings()) };
  await using server = await startServerInProcess({ env });
  await using agent = await connectAs(server, { scope: 'factor.verify' });
  const factors = await agent.factors.list({ tenantId: TENANT });
  const common = {
    availability: expect.objectContaining({ enrollmentEnabled: true, challengesEnabled: true }),
    challengeTtlMs: CHALLENGE_TTL_MS,
    idempotencyWindowMs: 600_000,
  };
  expect(factors).toEqual([
    {
      ...common,
      factorType: 'soft-pin',
      displayName: 'Soft PIN',
      categories: ['knowledge'],
      assurance: 'medium',
      amr: ['pin'],
      phishingResistant: false,
      replayResistant: false,
      capabilities: ['enroll', 'cancel', 'history'],
      channels: ['text', 'keypad', 'speech'],
      recommendedRoles: ['single', 'first', 'second'],
      enrollmentUri: '',
    },
    {
      ...common,
      factorType: 'totp',
      displayName: 'TOTP',
      categories: ['possession'],
      assurance: 'high',
      amr: ['otp'],
      phishingResistant: false,
      replayResistant: true,
      capabilities: ['enroll', 'cancel'],
      channels: ['text', 'keypad', 'speech'],
      recommendedRoles: ['single', 'first', 'second'],
      enrollmentUri: '',
    },
    {
      ...common,
      factorType: 'okta-push',
      displayName: 'Okta Verify push',
      categories: ['possession'],
      assurance: 'high',
      amr: ['swk'],
      phishingResistant: false,
      replayResistant: true,
      capabilities: ['out-of-band', 'cancel'],
      channels: ['out-of-band'],
      recommendedRoles: ['single', 'first', 'second'],
      enrollmentUri: 'https://acme.okta.invalid/enduser/settings',
    },
  ]);
});

test.each([
  ['soft-pin', ['soft-pin'], 'totp'],
  ['totp', ['totp'], 'soft-pin'],
])('with %s alone, nothing else is there', async (list, expected, absent) => {
  const dataDir = await freshDataDir();
  {
    // A credential of a factor that is taken away later.
    await using before = await startServerInProcess({ dataDir });
    await enroll(before, 'alice', '907152');
  }
  await using server = await startServerInProcess({ dataDir, env: { AUTHFACTOR_FACTORS: list } });
  await using agent = await connectAs(server, { scope: 'factor.verify' });
  await using user = await connectAs(server, { scope: 'factor.enroll', subject: 'alice' });
  await using admin = await connectAs(server, { scope: 'factor.admin' });
  const subject = { tenantId: TENANT, subjectId: 'alice' };
  const typesOf = (items: readonly { readonly factorType: string }[]) => items.map(({ factorType }) => factorType);
  expect(typesOf(await agent.factors.list({ tenantId: TENANT }))).toEqual(expected);
  expect(typesOf(await agent.factors.getSubjectStatus({ subject }))).toEqual(expected);
  expect(typesOf((await user.enrollments.getOptions()).map(({ status }) => status))).toEqual(expected);
  for (const call of [
    () => agent.challenges.begin({ subject, factorType: absent, sessionId: SESSION }),
    () => user.enrollments.begin({ factorType: absent }),
    () => user.enrollments.removeCredential({ factorType: absent }),
    () => admin.administration.getAvailability({ tenantId: TENANT, factorType: absent }),
  ]) {
    expect(await reasonOf(call())).toBe('UNKNOWN_FACTOR');
  }
});
