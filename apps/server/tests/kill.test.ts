import { randomInt, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { AuditEvent } from '@authfactor/client';
import type { AccountDocument, Store } from '@authfactor/engine';
import { createSqliteStore } from '@authfactor/store-sqlite';
import { expect, test } from 'vitest';
import { beginFor, connectAs, enroll, keyed, SESSION, TENANT } from './actors.ts';
import { freshDataDir, type ServerProcess, startServer } from './running-server.ts';

const PIN = '907152';
const WRONG = '271828';
const SUBJECTS = 100;
const AT_ONCE = 10;
/** As long as hashing takes, without its cost, so that a kill finds comparisons under way. */
const HASHING_MS = 100;
const QUICK_SCRYPT = new URL('./quick-scrypt.ts', import.meta.url);

interface Attempt {
  readonly subject: string;
  readonly challengeId: string;
  readonly requestId: string;
  readonly right: boolean;
  /** What the client was told, if it was told anything. */
  told?: string;
}

/** Answers for the given subjects until the server is killed, which happens after some random number of outcomes. */
async function answerUntilKilled(server: ServerProcess, attempts: Attempt[]): Promise<void> {
  await using agent = await connectAs(server, { scope: 'factor.verify' });
  const killAfter = randomInt(1, Math.floor(attempts.length / 2));
  let told = 0;
  const queue = [...attempts];
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (let attempt = queue.shift(); attempt !== undefined; attempt = queue.shift()) {
      const { challengeId, requestId, right } = attempt;
      const input = keyed(right ? PIN : WRONG);
      try {
        const result = await agent.challenges.submitAnswer(
          { challengeId, requestId, sessionId: SESSION, input },
          { deadlineMs: 4_000 },
        );
        attempt.told = result.outcome;
        told += 1;
        // A moment later, in the middle of what is under way.
        if (told === killAfter) setTimeout(() => server.kill(), randomInt(0, 200));
      } catch {
        return;
      }
    }
  });
  await Promise.all(workers);
  await server.kill();
}

async function readFolder<T>(folder: string, read: (store: Store) => Promise<T>): Promise<T> {
  await using store = createSqliteStore({ folder });
  return await read(store);
}

test('kill -9 in the middle of verifications loses no count, and no success without its event', async () => {
  const dataDir = await freshDataDir();
  const start = () =>
    startServer({
      dataDir,
      preload: [QUICK_SCRYPT],
      env: {
        AUTHFACTOR_LOG_LEVEL: 'warn',
        QUICK_SCRYPT_FILE: join(dataDir, 'hashings'),
        QUICK_SCRYPT_MS: String(HASHING_MS),
      },
    });
  const subjects = Array.from({ length: SUBJECTS }, (_, i) => `subject-${i}`);
  const attempts: Attempt[] = [];
  let server = await start();
  const enrolling = [...subjects];
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let subject = enrolling.shift(); subject !== undefined; subject = enrolling.shift()) {
        expect((await enroll(server, subject, PIN)).state).toBe('completed');
      }
    }),
  );
  {
    await using agent = await connectAs(server, { scope: 'factor.verify' });
    for (const [i, subject] of subjects.entries()) {
      const { challengeId } = await beginFor(agent, subject);
      attempts.push({ subject, challengeId, requestId: randomUUID(), right: i % 2 === 0 });
    }
  }

  for (let round = 0; round < 4; round++) {
    await answerUntilKilled(server, attempts.filter((attempt) => attempt.told === undefined).slice(0, SUBJECTS / 4));
    const accounts = await readFolder(dataDir, (store) => accountsOf(store, subjects));
    for (const attempt of attempts) checkAttempt(attempt, accounts.get(attempt.subject));
    server = await start();
  }

  // Every success that a client was told of is in the log once the sweeper has drained what the dead servers left.
  const told = attempts.filter((attempt) => attempt.told === 'verified').map(({ challengeId }) => challengeId);
  const missing = async () => {
    const log = await logOf(server);
    const verified = new Set(
      log.filter(({ type }) => type === 'challenge.verified').map(({ challengeId }) => challengeId),
    );
    return told.filter((challengeId) => !verified.has(challengeId));
  };
  await expect.poll(missing, { timeout: 60_000, interval: 500 }).toEqual([]);

  // The same request id has the outcome that was told, or one that was never told; it is not compared again.
  await using agent = await connectAs(server, { scope: 'factor.verify' });
  for (const attempt of attempts.filter((candidate) => candidate.told !== undefined)) {
    const { challengeId, requestId } = attempt;
    const again = agent.challenges.submitAnswer({ challengeId, requestId, sessionId: SESSION, input: keyed('000000') });
    expect((await again).outcome).toBe(attempt.told);
  }
  expect(attempts.filter((attempt) => attempt.told !== undefined).length).toBeGreaterThan(4);
  await server.stop();
}, 180_000);

function checkAttempt(attempt: Attempt, account: AccountDocument | undefined): void {
  const answer = account?.challenges[attempt.challengeId]?.answers[attempt.requestId];
  const attempts = account?.attempts;
  if (attempt.told === 'mismatched') {
    expect(answer).toMatchObject({ state: 'mismatched' });
    expect(attempts).toMatchObject({ reserved: 1, cleared: 0, recent: [{ seq: 1 }] });
  }
  if (attempt.told === 'verified') {
    expect(answer).toMatchObject({ state: 'matched' });
    expect(account?.challenges[attempt.challengeId]).toMatchObject({ state: 'verified' });
  }
  // Whoever died before the answer was told: counted as it stands, and verified only where the answer matched.
  if (answer !== undefined && answer.state !== 'unusable') expect(attempts?.reserved).toBe(1);
  if (answer?.state === 'matched') expect(attempt.right).toBe(true);
}

async function accountsOf(store: Store, subjects: readonly string[]): Promise<Map<string, AccountDocument>> {
  const accounts = new Map<string, AccountDocument>();
  for (const subject of subjects) {
    const account = await store.readAccount({ tenant: TENANT, factorType: 'soft-pin', subject });
    if (account !== undefined) accounts.set(subject, account);
  }
  return accounts;
}

async function logOf(server: ServerProcess): Promise<readonly AuditEvent[]> {
  await using admin = await connectAs(server, { scope: 'factor.admin' });
  const events: AuditEvent[] = [];
  let pageToken = '';
  do {
    const page = await admin.administration.listEvents({ tenantId: TENANT, pageSize: 1000, pageToken });
    events.push(...page.events);
    pageToken = page.nextPageToken ?? '';
  } while (pageToken !== '');
  return events;
}
