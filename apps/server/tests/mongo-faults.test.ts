import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Health, HealthCheckResponse_ServingStatus as Status } from '@authfactor/proto/grpc-health';
import { startTcpProxy, type TcpProxy } from '@authfactor/store-mongo/test-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectAs, keyed, SESSION } from './actors.ts';
import { EVERY_RPC, failuresOfEveryRpc, prepareSubject, type RpcSubject } from './every-rpc.ts';
import { answerThrough, askAgain, beginCalls, type Fault, type TestCall } from './many-callers.ts';
import { deployOn, describeOnMongo, type MongoDeployment } from './mongo-deployment.ts';
import { connectRaw } from './raw-grpc.ts';
import type { ServerProcess } from './running-server.ts';
import { contradictions } from './stored-calls.ts';

const PIN = '907152';

/** A few seconds on an idle machine. */
const SOON = { timeout: 30_000, interval: 100 };

/** Longer than a reservation is held by its owner, and than others take it for live. */
const HELD_MS = 12_500;

describeOnMongo('faults under three server processes', (source) => {
  let deployment: MongoDeployment;
  let proxies: TcpProxy[] = [];
  /** One reaches the database straight, the others each by a proxy, where the database's server is ours. */
  let servers: readonly ServerProcess[] = [];

  beforeAll(async () => {
    deployment = await deployOn(source);
    const { mongo, uri } = deployment;
    const port = mongo.process?.port;
    if (port !== undefined) proxies = [await startTcpProxy(uri, port), await startTcpProxy(uri, port)];
    const ways = [uri, proxies[0]?.uri ?? uri, proxies[1]?.uri ?? uri];
    servers = await Promise.all(ways.map((way) => deployment.start({ uri: way })));
  });
  afterAll(async () => {
    await deployment[Symbol.asyncDispose]();
    for (const proxy of proxies) await proxy[Symbol.asyncDispose]();
  });

  function at(index: number): ServerProcess {
    const server = servers[index];
    if (server === undefined) throw new Error('There are three servers');
    return server;
  }

  async function expectSound(calls: readonly TestCall[]): Promise<void> {
    expect(await contradictions(deployment.store, calls)).toEqual([]);
    for (const server of servers) expect(await askAgain(server, calls)).toEqual([]);
    // By salt: enrolled once, and each of the two answers compared at most once.
    expect(Math.max(...(await deployment.hashings()).values())).toBeLessThanOrEqual(3);
  }

  /** Not ready, every RPC refused as unavailable, and nothing compared. */
  async function expectFailsClosed(server: ServerProcess, subject: RpcSubject): Promise<void> {
    await expect.poll(() => servingState(server), SOON).toBe('503 NOT_SERVING');
    const before = await deployment.hashings();
    const failures = await failuresOfEveryRpc(server, subject);
    expect([...failures.keys()].toSorted()).toEqual(EVERY_RPC.toSorted());
    for (const [name, { code, reason, retryMs }] of failures) {
      const expected = { code: 'UNAVAILABLE', reason: 'DEPENDENCY_UNAVAILABLE', retryMs: expect.any(Number) };
      expect({ code, reason, retryMs }, name).toEqual(expected);
    }
    expect(await deployment.hashings()).toEqual(before);
  }

  /** By itself: ready again, and nothing of what was refused has happened. */
  async function expectRecovers(server: ServerProcess, { challengeId }: RpcSubject): Promise<void> {
    await expect.poll(() => servingState(server), SOON).toBe('200 SERVING');
    await using agent = await connectAs(server, { scope: 'factor.verify' });
    const result = await agent.challenges.submitAnswer({ challengeId, sessionId: SESSION, input: keyed(PIN) });
    expect(result.outcome).toBe('verified');
  }

  test('a process without its database fails closed, the others go on, and it recovers by itself', async (context) => {
    const [holed, refused] = proxies;
    if (holed === undefined || refused === undefined) return context.skip('the database is not ours');
    const subjects = [await prepareSubject(at(0), 'holed'), await prepareSubject(at(0), 'refused')] as const;
    const calls = await beginCalls(at(0), 'reached', 4);
    holed.blackHole();
    refused.refuse();
    await Promise.all([
      expectFailsClosed(at(1), subjects[0]),
      expectFailsClosed(at(2), subjects[1]),
      answerThrough([], () => [at(0)], calls),
    ]);
    expect(await servingState(at(0))).toBe('200 SERVING');
    holed.heal();
    refused.heal();
    await Promise.all([expectRecovers(at(1), subjects[0]), expectRecovers(at(2), subjects[1])]);
    await expectSound(calls);
  }, 120_000);

  test('the database stopped: everything fails closed, and goes on once it is started', async (context) => {
    const { process } = deployment.mongo;
    if (process === undefined) return context.skip('the database is not ours');
    const subjects: RpcSubject[] = [];
    for (const [i, server] of servers.entries()) subjects.push(await prepareSubject(server, `stopped-${i}`));
    const forEach = (check: typeof expectRecovers) => Promise.all(subjects.map((subject, i) => check(at(i), subject)));
    await process.stop();
    await forEach(expectFailsClosed);
    await process.start();
    await forEach(expectRecovers);
  }, 120_000);

  test('everything killed, cut, delayed and cut off while callers answer: every outcome is as it was told', async () => {
    const calls = await beginCalls(at(0), 'unlucky', 40);
    const { process } = deployment.mongo;
    const [cut, slow] = proxies;
    async function cutOff(): Promise<void> {
      slow?.blackHole();
      await wait(HELD_MS);
      slow?.heal();
    }
    async function restartDatabase(): Promise<void> {
      await process?.kill();
      await process?.start();
    }
    async function replaceServer(): Promise<void> {
      const killed = at(0);
      servers = servers.slice(1);
      await killed.kill();
      servers = [...servers, await deployment.start()];
    }
    // In turn, because a server cannot start without its database.
    let last = Promise.resolve();
    const inTurn = (run: () => Promise<void>) => () => {
      last = last.then(run);
      return last;
    };
    slow?.delay(30);
    await answerThrough(
      [
        ...Array.from({ length: 10 }, (_, i): Fault => ({ after: 5 + 6 * i, run: () => cut?.cut() })),
        { after: randomInt(1, 12), run: cutOff },
        { after: randomInt(12, 24), run: inTurn(replaceServer) },
        { after: randomInt(24, 36), run: inTurn(restartDatabase) },
        { after: randomInt(36, 48), run: inTurn(replaceServer) },
        { after: randomInt(48, 60), run: inTurn(restartDatabase) },
      ],
      () => servers,
      calls,
    );
    await expectSound(calls);
  }, 120_000);
});

/** What a load balancer sees: the status of `/readyz`, and what gRPC health says. */
async function servingState(server: ServerProcess): Promise<string> {
  const { status } = await fetch(new URL('/readyz', server.httpUrl));
  using raw = connectRaw(server.grpcUrl);
  const health = await raw.call(Health.method.check, { service: '' });
  const serving = health.kind === 'ok' && health.message.status === Status.SERVING;
  return `${status} ${serving ? 'SERVING' : 'NOT_SERVING'}`;
}
