import type { AuthFactorClient } from '@authfactor/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginFor, connectAs, enroll, reasonOf, TENANT, verify } from './actors.ts';
import { createCheapKdf } from './cheap-kdf.ts';
import { dumpDatabase } from './dump-database.ts';
import { type RunningTestServer, startServerInProcess } from './running-server.ts';

const ALICE = 'alice';
const PIN = '907152';

/** Ids that are somebody else each: names that objects have, look-alike letters, spaces, forms of Unicode, mark-up. */
const PEOPLE = [
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'Alice',
  'ALICE',
  '\u0430lice',
  'ali\u0441e',
  '\uff41lice',
  ' alice',
  'alice ',
  'alice\u200b',
  'alice\u00a0',
  'caf\u00e9',
  'cafe\u0301',
  '\u{1d4b6}lice',
  '%00',
  'alice%20',
  "alice'; DROP TABLE accounts; --",
  '../../etc/passwd',
  '<script>alert(1)</script>',
  'null',
  'undefined',
  '0',
];

let server: RunningTestServer;
let agent: AuthFactorClient;

beforeAll(async () => {
  server = await startServerInProcess({ exchange: (parts) => ({ ...parts, kdf: createCheapKdf() }) });
  agent = await connectAs(server, { scope: 'factor.verify' });
  await enroll(server, ALICE, PIN);
});
afterAll(async () => {
  await agent[Symbol.asyncDispose]();
  await server.stop();
});

const pinOf = (index: number) => `9${String(index).padStart(2, '0')}152`.replace(/(\d)\1\1/, '$1$15');
const wrongly = async (client: AuthFactorClient, person: string, index: number, tenant = TENANT) =>
  verify(client, person, pinOf((index + 1) % PEOPLE.length), tenant);

test('ids that only look odd are other people each, of one tenant', async () => {
  for (const [i, person] of PEOPLE.entries()) {
    expect(await enroll(server, person, pinOf(i)), person).toMatchObject({ state: 'completed' });
  }
  for (const [i, person] of PEOPLE.entries()) {
    expect(await wrongly(agent, person, i), person).toBe('mismatched');
    expect(await verify(agent, person, pinOf(i)), person).toBe('verified');
  }
  expect(await verify(agent, ALICE, PIN)).toBe('verified');
  const rows = dumpDatabase(server.dataDir).accounts?.map(({ subject: id }) => String(id)) ?? [];
  expect(rows.filter((id) => PEOPLE.includes(id))).toHaveLength(PEOPLE.length);

  // And each of them may be erased without the others.
  await using admin = await connectAs(server, { scope: 'factor.admin' });
  await admin.administration.deleteSubject({ subject: { tenantId: TENANT, subjectId: '__proto__' } });
  for (const [i, person] of PEOPLE.entries()) {
    if (person === '__proto__') {
      expect(await reasonOf(beginFor(agent, person))).toBe('NOT_ENROLLED');
    } else {
      expect(await verify(agent, person, pinOf(i)), person).toBe('verified');
    }
  }
});

test('ids that only look odd are other tenants each', async () => {
  await using everywhere = await connectAs(server, { scope: 'factor.verify', tenants: PEOPLE });
  for (const [i, tenant] of PEOPLE.entries()) {
    expect(await enroll(server, ALICE, pinOf(i), [tenant]), tenant).toMatchObject({ state: 'completed' });
  }
  for (const [i, tenant] of PEOPLE.entries()) {
    expect(await wrongly(everywhere, ALICE, i, tenant), tenant).toBe('mismatched');
    expect(await verify(everywhere, ALICE, pinOf(i), tenant), tenant).toBe('verified');
  }
});

test('ids that only look odd are other sessions and other clients each', async () => {
  for (const [i, name] of PEOPLE.entries()) {
    const other = PEOPLE[(i + 1) % PEOPLE.length] ?? '';
    const begun = await beginFor(agent, ALICE, name);
    const elsewhere = { challengeId: begun.challengeId, sessionId: other };
    expect(await reasonOf(agent.challenges.get(elsewhere)), name).toBe('CHALLENGE_NOT_FOUND');
    await using namesake = await connectAs(server, { scope: 'factor.verify', client: name });
    const taken = { challengeId: begun.challengeId, sessionId: name };
    expect(await reasonOf(namesake.challenges.cancel(taken)), name).toBe('CHALLENGE_NOT_FOUND');
    expect(await agent.challenges.get(taken)).toMatchObject({ state: 'awaiting-input' });
  }
});
