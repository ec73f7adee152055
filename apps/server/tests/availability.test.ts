import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuthFactorClient } from '@authfactor/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { beginFor, connectAs, enroll, keyed, TENANT, verify } from './actors.ts';
import { createCheapKdf } from './cheap-kdf.ts';
import { clockAhead } from './clock-ahead.ts';
import { freshDataDir, type RunningTestServer, startServer, startServerInProcess } from './running-server.ts';

const PIN = '907152';
const KEY = { tenantId: TENANT, factorType: 'soft-pin' } as const;
/** The product's, to the letter. */
const SENTENCE =
  'Soft PIN enrollment is not available at this time. Please contact your administrator for more details.';
const REFUSED = { reason: 'ENROLLMENT_DISABLED', code: 'FAILED_PRECONDITION', message: SENTENCE };

let server: RunningTestServer;
let agent: AuthFactorClient;
let admin: AuthFactorClient;

beforeAll(async () => {
  server = await startServerInProcess({ exchange: (parts) => ({ ...parts, kdf: createCheapKdf() }) });
  agent = await connectAs(server, { scope: 'factor.verify' });
  admin = await connectAs(server, { scope: 'factor.admin', subject: 'ada', client: 'console' });
  await enroll(server, 'enrolled', PIN);
});
afterAll(async () => {
  await agent[Symbol.asyncDispose]();
  await admin[Symbol.asyncDispose]();
  await server.stop();
});

const connectUser = (on: RunningTestServer, subject: string) => connectAs(on, { scope: 'factor.enroll', subject });

/** What a user meets who wants to enrol. */
async function isOffered(on: RunningTestServer, subject: string): Promise<boolean> {
  await using user = await connectUser(on, subject);
  const options = await user.enrollments.getOptions();
  return options.some(({ factor }) => factor?.factorType === 'soft-pin');
}

describe("the administrator's switch", () => {
  test('off: hides enrolment and refuses it with the sentence of the product, also what has begun', async () => {
    await using user = await connectUser(server, 'half-way');
    const { enrollmentId } = (await user.enrollments.begin({ factorType: 'soft-pin' })).enrollment;
    expect(await isOffered(server, 'half-way')).toBe(true);

    const switched = await admin.administration.setAvailability({
      ...KEY,
      enrollmentEnabled: false,
      reason: 'audit of the help desk',
    });
    expect(switched).toMatchObject({
      enrollmentEnabled: false,
      challengesEnabled: true,
      revision: 1,
      updatedBy: 'ada',
      reason: 'audit of the help desk',
      updatedAt: expect.any(Date),
    });
    expect(await isOffered(server, 'half-way')).toBe(false);
    expect(await isOffered(server, 'enrolled')).toBe(false);
    await expect(user.enrollments.begin({ factorType: 'soft-pin' })).rejects.toMatchObject(REFUSED);
    const input = keyed(PIN);
    const submitted = user.enrollments.submitInput({ enrollmentId, input, confirmation: input });
    await expect(submitted).rejects.toMatchObject(REFUSED);
    expect(
      await agent.factors.getSubjectStatus({ subject: { tenantId: TENANT, subjectId: 'half-way' } }),
    ).toMatchObject([{ state: 'not-enrolled' }]);
  });

  test('off: who is enrolled still verifies, and orchestrators see the switch', async () => {
    expect(await verify(agent, 'enrolled', PIN)).toBe('verified');
    expect(await agent.factors.list({ tenantId: TENANT })).toMatchObject([
      { factorType: 'soft-pin', availability: { enrollmentEnabled: false, challengesEnabled: true, revision: 1 } },
    ]);
  });

  test('off: a user may still remove what is enrolled', async () => {
    await admin.administration.setAvailability({ ...KEY, enrollmentEnabled: true });
    await enroll(server, 'leaving', PIN);
    await admin.administration.setAvailability({ ...KEY, enrollmentEnabled: false, reason: 'again' });
    await using user = await connectUser(server, 'leaving');
    expect(await user.enrollments.removeCredential({ factorType: 'soft-pin' })).toMatchObject({
      state: 'not-enrolled',
    });
  });

  test('twice the same changes nothing', async () => {
    const before = await admin.administration.getAvailability(KEY);
    expect(before).toMatchObject({ enrollmentEnabled: false, revision: 3 });
    expect(await admin.administration.setAvailability({ ...KEY, enrollmentEnabled: false, reason: 'more' })).toEqual(
      before,
    );
  });

  test('on again: holds on the next call, without a restart', async () => {
    const on = await admin.administration.setAvailability({ ...KEY, enrollmentEnabled: true, reason: 'audit done' });
    expect(on).toMatchObject({ enrollmentEnabled: true, revision: 4 });
    expect(await isOffered(server, 'half-way')).toBe(true);
    expect(await enroll(server, 'half-way', PIN)).toMatchObject({ state: 'completed' });
    expect(await verify(agent, 'half-way', PIN)).toBe('verified');
  });

  test('challenges off: nobody is challenged, what has begun finishes', async () => {
    const { challengeId, sessionId } = { ...(await beginFor(agent, 'enrolled')), sessionId: 'call-1' };
    await admin.administration.setAvailability({ ...KEY, challengesEnabled: false, reason: 'incident' });
    await expect(beginFor(agent, 'enrolled')).rejects.toMatchObject({ reason: 'CHALLENGES_DISABLED' });
    const answer = await agent.challenges.submitAnswer({ challengeId, sessionId, input: keyed(PIN) });
    expect(answer.outcome).toBe('verified');
    await admin.administration.setAvailability({ ...KEY, challengesEnabled: true, reason: 'incident over' });
    expect(await verify(agent, 'enrolled', PIN)).toBe('verified');
  });

  test('the log says who switched and why; the state outlives a restart', async () => {
    await admin.administration.setAvailability({ ...KEY, enrollmentEnabled: false, reason: 'for the night' });
    await server.stop();
    // Later: events of the last seconds are not listed yet.
    await using later = await startServerInProcess({ dataDir: server.dataDir, exchange: clockAhead(10_000) });
    expect(await isOffered(later, 'enrolled')).toBe(false);
    await using auditor = await connectAs(later, { scope: 'factor.admin' });
    const { events } = await auditor.administration.listEvents({ tenantId: TENANT, types: ['availability.changed'] });
    expect(events.map(({ actor, reason }) => `${actor}: ${reason}`).toSorted()).toEqual([
      'ada: ',
      'ada: again',
      'ada: audit done',
      'ada: audit of the help desk',
      'ada: for the night',
      'ada: incident',
      'ada: incident over',
    ]);
    expect(events.every(({ factorType, subject }) => factorType === 'soft-pin' && subject.subjectId === '')).toBe(true);
  });
});

describe("the product's property", () => {
  const SPELLINGS = [
    'glide.auth_factors.Soft PIN.enrollment.enabled',
    'glide.auth_factors.softpin.enrollment.enabled',
  ] as const;

  async function start(lines: readonly string[], dataDir: string): Promise<RunningTestServer> {
    const file = join(await freshDataDir(), 'product.properties');
    await writeFile(file, `# exported\n${lines.join('\n')}\n`);
    return startServer({ dataDir, env: { AUTHFACTOR_PROPERTIES: file } });
  }

  test.each(SPELLINGS)('%s seeds the switch, and what is stored afterwards stands', async (name) => {
    const dataDir = await freshDataDir();
    {
      await using seeded = await start([`${name}=false`], dataDir);
      expect(await isOffered(seeded, 'alice')).toBe(false);
      await expect(enroll(seeded, 'alice', PIN)).rejects.toMatchObject(REFUSED);
      await using operator = await connectAs(seeded, { scope: 'factor.admin' });
      expect(await operator.administration.getAvailability(KEY)).toMatchObject({
        enrollmentEnabled: false,
        challengesEnabled: true,
        updatedBy: 'configuration',
      });
      await operator.administration.setAvailability({ ...KEY, enrollmentEnabled: true, reason: 'go' });
      expect(await isOffered(seeded, 'alice')).toBe(true);
    }
    await using again = await start([`${name}=false`], dataDir);
    expect(await isOffered(again, 'alice')).toBe(true);
  });

  test('both spellings with one value are one', async () => {
    await using server = await start(
      SPELLINGS.map((name) => `${name} = false`),
      await freshDataDir(),
    );
    expect(await isOffered(server, 'alice')).toBe(false);
  });

  test('two spellings with two values are refused at start', async () => {
    const lines = SPELLINGS.map((name, i) => `${name}=${i === 0}`);
    await expect(start(lines, await freshDataDir())).rejects.toThrow(
      /ended with 2 [\s\S]*AUTHFACTOR_PROPERTIES lines 2 and 3 give soft-pin's enrollment property two values/,
    );
  });
});
