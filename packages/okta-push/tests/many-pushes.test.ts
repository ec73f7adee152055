import { expect, test } from 'vitest';
import { createOktaFactor, startTrusted } from './okta-bench.ts';

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
