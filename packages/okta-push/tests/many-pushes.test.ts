import { expect, test } from 'vitest';
import { createOktaBench, createOktaFactor, startTrusted, until } from './okta-bench.ts';

const signal = new AbortController().signal;

async function sendPushes(okta: Awaited<ReturnType<typeof startTrusted>>, count: number): Promise<readonly string[]> {
  const user = okta.addUser({ login: 'alice@example.com' });
  return Array.from({ length: count }, () => {
    const [factor] = user.factors;
    if (factor === undefined) throw new TypeError('The user has a factor');
    return `${user.id}.${factor.id}.${okta.pushes.send(user, factor, false).id}`;
  });
}

test('many callers who wait share a few connections', async () => {
  await using okta = await startTrusted();
  const { factor } = createOktaFactor(okta, { maxRequests: 8, pollIntervalMs: 60_000 });
  const transactions = await sendPushes(okta, 120);
  const polled = await Promise.all(transactions.map((transaction) => factor.poll(transaction, signal)));
  expect(new Set(polled.map(({ kind }) => kind))).toEqual(new Set(['waiting']));
  expect(okta.counts().requests.poll).toBe(120);
  // Six for polls, and one on which the token came.
  expect(okta.counts().mostSockets).toBeLessThanOrEqual(7);
});

test('many callers of one push are one call', async () => {
  await using okta = await startTrusted();
  const { factor } = createOktaFactor(okta, { pollIntervalMs: 60_000 });
  const [transaction = ''] = await sendPushes(okta, 1);
  await Promise.all(Array.from({ length: 50 }, () => factor.poll(transaction, signal)));
  await factor.poll(transaction, signal);
  expect(okta.counts().requests.poll).toBe(1);
});

test('callers of a push whose call is under way wait for that one, however long it takes', async () => {
  await using okta = await startTrusted();
  const { factor, expire } = createOktaFactor(okta);
  const [transaction = ''] = await sendPushes(okta, 1);
  okta.inject({ operation: 'poll', kind: 'slow' });
  const first = factor.poll(transaction, signal);
  await until(() => okta.counts().unanswered > 0);
  const others = Array.from({ length: 10 }, () => factor.poll(transaction, signal));
  expire();
  expect(await Promise.allSettled([first, ...others])).toHaveLength(11);
  expect(okta.counts().requests.poll).toBe(1);
});

test('while Okta’s limit is spent, callers wait without a call', async () => {
  await using okta = await startTrusted({ limits: { poll: 20 }, limitWindowMs: 3_600_000 });
  const { factor, faults } = createOktaFactor(okta);
  const transactions = await sendPushes(okta, 100);
  for (let round = 0; round < 3; round++) {
    await Promise.all(transactions.map((transaction) => factor.poll(transaction, signal)));
  }
  // A tenth is left to others.
  expect(okta.counts().requests.poll).toBeLessThanOrEqual(18);
  expect(faults).toEqual([]);
});

test('polls leave room for calls that begin challenges', async () => {
  await using okta = await startTrusted();
  const { factor } = createOktaFactor(okta, { maxRequests: 4, pollIntervalMs: 60_000 });
  const transactions = await sendPushes(okta, 10);
  okta.inject({ operation: 'poll', kind: 'slow', times: 10 });
  const stuck = transactions.map((transaction) => factor.poll(transaction, signal));
  for (const poll of stuck) poll.catch(() => undefined);
  const opening = await factor.open?.({
    context: { tenant: 'acme', subject: 'alice@example.com', factorType: 'okta-push', generation: 0 },
    challenge: { challengeId: 'c', session: 's', purpose: '', language: 'en' },
    signal,
  });
  expect(opening).toMatchObject({ kind: 'opened' });
});

test('while no push would be sent, no challenge begins', async () => {
  await using okta = await startTrusted();
  await using bench = createOktaBench(okta);
  okta.addUser({ login: bench.subject });
  okta.inject({ operation: 'verify', kind: 'rate-limit', retryAfterSeconds: 60 });
  expect(await bench.begin()).toMatchObject({ reason: 'RATE_LIMITED' });
  const calls = okta.log().length;
  expect(await bench.begin()).toMatchObject({ reason: 'RATE_LIMITED', retryAfterMs: expect.closeTo(60_000, -4) });
  expect(okta.log()).toHaveLength(calls);
  expect((await bench.account())?.attempts.recent).toEqual([]);
});
