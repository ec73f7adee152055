import { createAssertionVerifier } from '@authfactor/client/verify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginFor, connectAs, enroll, keyed, SESSION } from './actors.ts';
import { deployOn, describeOnMongo, type MongoDeployment } from './mongo-deployment.ts';
import { raceCode } from './race-code.ts';
import type { ServerProcess } from './running-server.ts';

const PIN = '907152';
const WRONG = '271828';
const YEAR_MS = 365 * 86_400_000;

describeOnMongo('server processes on one MongoDB database', (source) => {
  let deployment: MongoDeployment;
  let servers: readonly ServerProcess[];
  let ahead: ServerProcess;
  let behind: ServerProcess;

  beforeAll(async () => {
    deployment = await deployOn(source);
    // All at once, on a folder without keys and a database without collections.
    const clockErrors = [0, 0, 0, YEAR_MS, -YEAR_MS];
    servers = await Promise.all(clockErrors.map((clockErrorMs) => deployment.start({ clockErrorMs })));
    const [, , , fast, slow] = servers;
    if (fast === undefined || slow === undefined) throw new Error('There are five servers');
    [ahead, behind] = [fast, slow];
  });
  afterAll(() => deployment[Symbol.asyncDispose]());

  test('started at once, they agree on their keys and say which server they have', () => {
    const made = servers.map((server) => server.logs().match(/made a key file/g)?.length ?? 0);
    expect(made.reduce((sum, count) => sum + count, 0)).toBe(3);
    const { name, version } = deployment.store.server;
    for (const server of servers) expect(server.logs()).toContain(`"server":"${name}","version":"${version}"`);
  });

  test('a challenge begun at one is answered at another, and every other gives the same outcome and assertion', async () => {
    const [first, second, third] = servers;
    if (first === undefined || second === undefined || third === undefined) throw new Error('There are five servers');
    await enroll(first, 'travelling', PIN);
    await using agentOfFirst = await connectAs(first, { scope: 'factor.verify' });
    const { challengeId } = await beginFor(agentOfFirst, 'travelling');
    const answer = {
      challengeId,
      requestId: crypto.randomUUID(),
      sessionId: SESSION,
      input: keyed(PIN),
    };
    const claims: unknown[] = [];
    for (const server of [second, third, first]) {
      await using agent = await connectAs(server, { scope: 'factor.verify' });
      const result = await agent.challenges.submitAnswer(answer);
      if (result.outcome !== 'verified') throw new Error(`The answer ended as ${result.outcome}`);
      // With another server's keys.
      const jwks = new URL('/.well-known/jwks.json', ahead.httpUrl);
      const verifier = createAssertionVerifier({ issuer: 'authfactor', audience: 'local', jwks });
      claims.push(await verifier.verify(result.assertion ?? ''));
    }
    expect(claims).toEqual([claims[0], claims[0], claims[0]]);
  });

  /** Locks the subject with three wrong answers; gives until when. */
  async function lock(server: ServerProcess, subject: string): Promise<Date | undefined> {
    await using agent = await connectAs(server, { scope: 'factor.verify' });
    const { challengeId } = await beginFor(agent, subject);
    for (let wrong = 1; ; wrong += 1) {
      const result = await agent.challenges.submitAnswer({ challengeId, sessionId: SESSION, input: keyed(WRONG) });
      if (result.outcome !== 'mismatched') throw new Error(`The wrong answer ended as ${result.outcome}`);
      if (wrong === 3) return result.lockedUntil;
    }
  }

  test('a process whose clock is a year wrong neither shortens nor lengthens a lock', async () => {
    for (const [i, locking] of servers.entries()) {
      const subject = `locked-${i}`;
      await enroll(locking, subject, PIN);
      const before = Date.now();
      const until = await lock(locking, subject);
      expect(Math.abs((until?.getTime() ?? 0) - before - 60_000)).toBeLessThan(30_000);
      for (const server of servers) {
        await using agent = await connectAs(server, { scope: 'factor.verify' });
        const begin = beginFor(agent, subject);
        await expect(begin).rejects.toMatchObject({ reason: 'SUBJECT_LOCKED', lockedUntil: until });
      }
    }
  });

  test('one right code of TOTP, given 100 times at once at three of them, is accepted once', async () => {
    const outcomes = await raceCode(servers.slice(0, 3), 'raced');
    const { name, version } = deployment.store.server;
    process.stdout.write(
      `one TOTP code, 100 times from 3 processes at 3 servers on ${name} ${version}: ${JSON.stringify(outcomes)}\n`,
    );
    expect(outcomes).toEqual({ verified: 1, 'code-reused': expect.any(Number), SUBJECT_LOCKED: expect.any(Number) });
  });

  test('challenges work between processes whose clocks are years apart', async () => {
    for (const [i, [beginning, answering]] of [
      [ahead, behind],
      [behind, ahead],
    ].entries()) {
      const subject = `between-${i}`;
      if (beginning === undefined || answering === undefined) throw new Error('There are two');
      await enroll(answering, subject, PIN);
      await using agent = await connectAs(beginning, { scope: 'factor.verify' });
      const { challengeId, expiresAt } = await beginFor(agent, subject);
      expect(Math.abs((expiresAt?.getTime() ?? 0) - Date.now() - 120_000)).toBeLessThan(60_000);
      await using other = await connectAs(answering, { scope: 'factor.verify' });
      const result = await other.challenges.submitAnswer({ challengeId, sessionId: SESSION, input: keyed(PIN) });
      expect(result).toMatchObject({ outcome: 'verified' });
    }
  });
});
