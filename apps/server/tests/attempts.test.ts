import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { createSqliteStore } from '@authfactor/store-sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginFor, connectAs, enroll, keyed, reasonOf, SESSION, TENANT } from './actors.ts';
import { createCheapKdf } from './cheap-kdf.ts';
import { type RunningTestServer, startServerInProcess } from './running-server.ts';

const PIN = '907152';
/** As long as hashing takes, without its cost. */
const COMPARING_MS = 100;
const kdf = createCheapKdf();
let server: RunningTestServer;
let compared = 0;

beforeAll(async () => {
  server = await startServerInProcess({
    env: { AUTHFACTOR_LOG_LEVEL: 'warn' },
    exchange: (parts) => ({
      ...parts,
      kdf: {
        hash: kdf.hash,
        async verify(hash, pin) {
          compared += 1;
          await setTimeout(COMPARING_MS);
          return kdf.verify(hash, pin);
        },
      },
    }),
  });
});
afterAll(() => server.stop());

async function accountOf(subject: string) {
  await server.stop();
  await using store = createSqliteStore({ folder: server.dataDir });
  const account = await store.readAccount({ tenant: TENANT, factorType: 'soft-pin', subject });
  if (account === undefined) throw new Error('The test has no such account');
  return account;
}

test('200 wrong answers at once, over eight challenges: three comparisons, then the right one is refused', async () => {
  await enroll(server, 'guessed', PIN);
  await using agent = await connectAs(server, { scope: 'factor.verify' });
  const challenges = await Promise.all(Array.from({ length: 8 }, () => beginFor(agent, 'guessed')));
  const spare = await beginFor(agent, 'guessed');
  compared = 0;
  const outcomes = await Promise.all(
    Array.from({ length: 200 }, async (_, i) => {
      const challengeId = challenges[i % challenges.length]?.challengeId ?? '';
      const answer = agent.challenges.submitAnswer({ challengeId, sessionId: SESSION, input: keyed(`${100_000 + i}`) });
      return answer.then(
        ({ outcome }) => outcome,
        async () => reasonOf(answer),
      );
    }),
  );
  expect(compared).toBe(3);
  const count = (outcome: string) => outcomes.filter((candidate) => candidate === outcome).length;
  expect(count('mismatched')).toBe(3);
  expect(count('mismatched') + count('SUBJECT_LOCKED') + count('CHALLENGE_CLOSED')).toBe(200);
  const right = agent.challenges.submitAnswer({
    challengeId: spare.challengeId,
    sessionId: SESSION,
    input: keyed(PIN),
  });
  expect(await reasonOf(right)).toBe('SUBJECT_LOCKED');
  expect(compared).toBe(3);
});

test('64 right answers at once, in 64 sessions of one account: all verified', async () => {
  await enroll(server, 'popular', PIN);
  await using agent = await connectAs(server, { scope: 'factor.verify' });
  const outcomes = await Promise.all(
    Array.from({ length: 64 }, async (_, i) => {
      const sessionId = `session-${i}`;
      const { challengeId } = await beginFor(agent, 'popular', sessionId);
      const { outcome } = await agent.challenges.submitAnswer({ challengeId, sessionId, input: keyed(PIN) });
      return outcome;
    }),
  );
  expect(outcomes).toEqual(Array.from({ length: 64 }, () => 'verified'));
}, 120_000);

test('one request id sent 50 times at once, each copy with another PIN: one comparison, one outcome, one count', async () => {
  await enroll(server, 'copied', PIN);
  await using agent = await connectAs(server, { scope: 'factor.verify' });
  const { challengeId } = await beginFor(agent, 'copied');
  const requestId = randomUUID();
  compared = 0;
  const results = await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      agent.challenges.submitAnswer({ requestId, challengeId, sessionId: SESSION, input: keyed(`${200_000 + i}`) }),
    ),
  );
  expect(compared).toBe(1);
  expect(results.every((result) => result.outcome === 'mismatched' && result.attemptsRemaining === 2)).toBe(true);
  expect((await accountOf('copied')).attempts).toMatchObject({ reserved: 1, cleared: 0, recent: [{ seq: 1 }] });
});
