import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FakeOkta, Fault, FaultKind } from '../src/fake-okta/index.ts';
import { createOktaBench, createOktaFactor, type OktaBench, startTrusted, until } from './okta-bench.ts';

let okta: FakeOkta;
beforeAll(async () => {
  okta = await startTrusted({ matchCodeAt: 'poll' });
});
afterAll(() => okta[Symbol.asyncDispose]());

function enrolled(options: Parameters<typeof createOktaBench>[1] = {}): OktaBench {
  const bench = createOktaBench(okta, options);
  okta.addUser({ login: bench.subject });
  return bench;
}

async function begun(bench: OktaBench, requestId?: string) {
  const outcome = await bench.begin(requestId);
  if (outcome.kind === 'refused') throw new Error(`Refused: ${outcome.reason}`);
  return outcome.value;
}

const pushesOf = (subject: string) => okta.pushes.pending().filter(({ login }) => login === subject);

describe('one push', () => {
  test('where the process died that had sent it: the call repeated sends no other', async () => {
    await using bench = enrolled();
    const requestId = randomUUID();
    okta.inject({ operation: 'verify', kind: 'slow' });
    const before = okta.counts();
    const lost = bench.begin(requestId);
    await until(() => okta.counts().unanswered > before.unanswered);
    expect(await bench.begin(requestId)).toMatchObject({ reason: 'CONCURRENT_ATTEMPT' });
    bench.advance(13_000);
    expect(await begun(bench, requestId)).toMatchObject({ state: 'failed' });
    expect(okta.counts().pushes - before.pushes).toBe(1);
    bench.expire();
    await lost;
    expect(await begun(bench, requestId)).toMatchObject({ state: 'failed' });
    expect(okta.counts().pushes - before.pushes).toBe(1);
  });

  test('for a hundred calls of one request id at once', async () => {
    await using bench = enrolled();
    const requestId = randomUUID();
    await Promise.all(Array.from({ length: 100 }, () => bench.begin(requestId)));
    expect(pushesOf(bench.subject)).toHaveLength(1);
  });

  test('where the attempt was taken back, and the call repeated', async () => {
    await using bench = enrolled();
    const requestId = randomUUID();
    okta.inject({ operation: 'verify', kind: 'status', status: 401, times: 2 });
    expect(await bench.begin(requestId)).toMatchObject({ reason: 'DEPENDENCY_UNAVAILABLE', retryAfterMs: 2_000 });
    expect(pushesOf(bench.subject)).toEqual([]);
    expect(await begun(bench, requestId)).toMatchObject({ state: 'awaiting-device' });
    await begun(bench, requestId);
    expect(pushesOf(bench.subject)).toHaveLength(1);
  });
});

describe('one push, and counted, though the answer to it asks for a nonce, with the status', () => {
  test.each([200, 201, 403, 500, 503])('%d', async (status) => {
    await using bench = enrolled();
    const before = okta.counts().pushes;
    const headers = { 'WWW-Authenticate': 'DPoP error="use_dpop_nonce"', 'DPoP-Nonce': 'another' };
    okta.inject({ operation: 'verify', kind: 'status', status, headers, takes: true });
    await bench.begin();
    expect(okta.counts().pushes - before).toBe(1);
    expect((await bench.account())?.attempts.recent).toHaveLength(1);
  });
});

describe('nobody is worn down', () => {
  test.each(['deny', 'report', 'choose'] as const)('three times %s lock before a fourth push', async (decision) => {
    await using bench = enrolled();
    const before = okta.counts().pushes;
    for (let i = 0; i < 3; i++) {
      const { challengeId } = await begun(bench);
      okta.pushes[decision](bench.push(), -1);
      expect((await bench.get(challengeId)).state).toBe('denied');
    }
    expect(await bench.begin()).toMatchObject({ reason: 'SUBJECT_LOCKED' });
    expect(okta.counts().pushes - before).toBe(3);
  });

  test('a canceled push is taken back in Okta, and counted', async () => {
    await using bench = enrolled();
    for (let i = 0; i < 3; i++) {
      const { challengeId } = await begun(bench);
      const push = bench.push();
      expect((await bench.cancel(challengeId)).state).toBe('canceled');
      await until(() => okta.pushes.find(push) === undefined);
    }
    expect(await bench.begin()).toMatchObject({ reason: 'SUBJECT_LOCKED' });
  });

  test('who wants it has every denial as a report, which disables nothing', async () => {
    await using bench = enrolled({ rejection: 'reported' });
    const { challengeId } = await begun(bench);
    okta.pushes.deny(bench.push());
    expect((await bench.get(challengeId)).state).toBe('reported');
    expect(await bench.events()).toContainEqual({ type: 'challenge.reported', reason: '' });
    expect(await begun(bench)).toMatchObject({ state: 'awaiting-device' });
  });
});

describe('an approval is for one push', () => {
  test('of another user', async () => {
    await using alice = enrolled();
    await using bob = enrolled();
    const { challengeId } = await begun(alice);
    await begun(bob);
    okta.pushes.approve(bob.push());
    expect((await alice.get(challengeId)).state).toBe('awaiting-device');
  });

  test('of another challenge', async () => {
    await using bench = enrolled();
    const first = await begun(bench);
    const push = bench.push();
    const second = await begun(bench);
    okta.pushes.approve(push);
    expect((await bench.get(second.challengeId)).state).toBe('awaiting-device');
    expect((await bench.get(first.challengeId)).state).toBe('verified');
  });

  test('whose answer goes astray is found at the next look', async () => {
    await using bench = enrolled();
    const { challengeId } = await begun(bench);
    okta.pushes.approve(bench.push());
    okta.inject({ operation: 'poll', kind: 'close' });
    expect((await bench.get(challengeId)).state).toBe('awaiting-device');
    expect((await bench.get(challengeId)).state).toBe('verified');
  });

  test('and of a stored transaction that is none, of nothing', async () => {
    const { factor } = createOktaFactor(okta);
    await expect(factor.poll('../../users/me.x.y', new AbortController().signal)).rejects.toThrow(
      /none of this factor/,
    );
  });
});

describe('a number to match', () => {
  test('comes with a poll, ends a long poll, and goes with the challenge', async () => {
    await using bench = enrolled();
    const { challengeId, matchCode } = await begun(bench);
    expect(matchCode).toBeUndefined();
    const { correctAnswer } = okta.pushes.find(bench.push()) ?? {};
    expect(await bench.get(challengeId, 60_000)).toMatchObject({ matchCode: String(correctAnswer) });
    okta.pushes.choose(bench.push(), correctAnswer ?? -1);
    const verified = await bench.get(challengeId, 60_000);
    expect(verified.state).toBe('verified');
    expect(verified.matchCode).toBeUndefined();
  });

  test('is not asked for where that is switched off', async () => {
    await using bench = enrolled({ numberMatching: false });
    await begun(bench);
    expect(okta.pushes.find(bench.push())).toMatchObject({ numbers: [] });
  });
});

describe('a subject id is nobody else’s', () => {
  const victim = 'victim@example.com';
  beforeAll(() => void okta.addUser({ login: victim, id: '00uVICTIM', profile: { badge: '7' } }));

  test.each([
    ['login', `x" or profile.login eq "${victim}`],
    ['login', `x\\" or profile.login eq \\"${victim}`],
    ['login', 'x" or profile.login sw "'],
    ['login', 'VICTIM@example.com'],
    ['login', `${victim} `],
    ['login', '00uVICTIM'],
    ['login', ''],
    ['id', victim],
    ['id', 'me'],
    ['id', '00uVICTIM/factors'],
    ['id', '00uVICTIM?x'],
    ['id', '../users/00uVICTIM'],
    ['id', '%30%30uVICTIM'],
    ['profile.badge', '8" or profile.badge eq "7'],
    ['profile.constructor', victim],
  ])('by %s: %s', async (userAttribute, subject) => {
    await using bench = createOktaBench(okta, { userAttribute });
    expect(await bench.begin(undefined, subject)).toMatchObject({ reason: 'NOT_ENROLLED' });
    expect(pushesOf(victim)).toEqual([]);
  });

  test.each([
    ['login', victim],
    ['id', '00uVICTIM'],
    ['profile.badge', '7'],
  ])('and by %s they are found by %s', async (userAttribute, subject) => {
    await using bench = createOktaBench(okta, { userAttribute });
    expect(await bench.begin(undefined, subject)).toMatchObject({ value: { state: 'awaiting-device' } });
    for (const { id } of pushesOf(victim)) okta.pushes.cancel(id);
  });

  test('a user whose login changed since Okta indexed it is not found by the old one', async () => {
    await using bench = createOktaBench(okta);
    okta.addUser({ login: 'somebody-else@example.com', id: '00uRENAMED' });
    const stale = JSON.stringify([{ id: '00uRENAMED', status: 'ACTIVE', profile: { login: bench.subject } }]);
    okta.inject({ operation: 'find-user', kind: 'text', text: stale });
    expect(await bench.begin()).toMatchObject({ reason: 'NOT_ENROLLED' });
  });

  test('a user of another id is not the one that was found, whatever their login', async () => {
    await using bench = enrolled();
    okta.inject({ operation: 'read-user', kind: 'change', body: { id: '00uOTHER' } });
    expect(await bench.begin()).toMatchObject({ reason: 'NOT_ENROLLED' });
  });
});

test('who may ask for another tenant’s subjects asks nobody of the organisation', async () => {
  const calls = okta.log().length;
  for (const tenants of [['north', 'south'], []]) {
    await using bench = enrolled({ tenants });
    expect(await bench.begin()).toMatchObject({ reason: 'NOT_ENROLLED' });
    const context = { tenant: 'acme', subject: bench.subject, factorType: 'okta-push', generation: 0 };
    expect(await bench.factor.isEnrolled?.(context, new AbortController().signal)).toBe(false);
  }
  expect(okta.log()).toHaveLength(calls);
  await using bench = enrolled({ tenants: ['north', 'acme'] });
  expect(await bench.begin()).toMatchObject({ value: { state: 'awaiting-device' } });
});

test('of several devices the one that was enrolled last is asked', async () => {
  await using bench = createOktaBench(okta);
  okta.addUser({
    login: bench.subject,
    factors: [
      { id: 'opfOLD', created: '2020-01-01T00:00:00.000Z' },
      { id: 'opfNEW', created: '2026-01-01T00:00:00.000Z' },
      { id: 'opfOFF', created: '2026-06-01T00:00:00.000Z', status: 'INACTIVE' },
    ],
  });
  await begun(bench);
  expect(okta.pushes.find(bench.push())?.factorId).toBe('opfNEW');
});

test('Okta cannot send calls elsewhere', async () => {
  let reached = 0;
  const elsewhere = createServer((socket) => {
    reached += 1;
    socket.destroy();
  });
  elsewhere.listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  const away = `https://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  const link = { _links: { poll: { href: `${away}/api/v1/users/a/factors/b/transactions/c` } } };
  const attacks: readonly Fault[] = [
    { operation: 'verify', kind: 'change', body: link },
    ...(['token', 'find-user', 'read-user', 'list-factors', 'verify', 'poll'] as const).map(
      (operation): Fault => ({ operation, kind: 'redirect', location: `${away}/` }),
    ),
  ];
  for (const attack of attacks) {
    await using bench = enrolled();
    okta.inject(attack);
    const outcome = await bench.begin();
    if (outcome.kind === 'ok') await bench.get(outcome.value.challengeId);
    okta.clearFaults();
  }
  elsewhere.close();
  expect(reached).toBe(0);
});

test('no fault that is told or thrown holds a token, an assertion, a proof, or a number to match', async () => {
  const kinds: readonly FaultKind[] = [
    { kind: 'status', status: 401 },
    { kind: 'status', status: 500 },
    { kind: 'close', takes: true },
    { kind: 'malformed' },
    { kind: 'huge' },
    { kind: 'redirect', location: 'https://elsewhere.example/' },
    { kind: 'text', text: '{"factorResult":42}' },
  ];
  const told: unknown[] = [];
  for (const operation of ['token', 'find-user', 'read-user', 'list-factors', 'verify', 'poll', 'cancel'] as const) {
    for (const kind of kinds) {
      await using bench = enrolled({ onFault: (fault) => told.push(fault) });
      okta.inject({ operation, times: 2, ...kind });
      const outcome = await bench.begin();
      told.push(outcome);
      if (outcome.kind === 'ok' && outcome.value.state === 'awaiting-device') {
        const transaction = Object.values((await bench.account())?.challenges ?? {})[0]?.device?.transaction ?? '';
        const signal = new AbortController().signal;
        await bench.factor.poll(transaction, signal).catch((error) => told.push(error));
        await bench.factor.cancel(transaction, signal).catch((error) => told.push(error));
      }
      okta.clearFaults();
    }
  }
  expect(told.length).toBeGreaterThan(50);
  const text = told.map((each) => inspect(each, { depth: 12, showHidden: true })).join('\n');
  const secrets = okta.secrets().filter((secret) => text.includes(secret));
  expect(secrets).toEqual([]);
  for (const fault of told) if (fault instanceof Error) expect(fault.message).not.toMatch(/(?<!status )\b\d{2,3}\b/);
});
