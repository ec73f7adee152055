import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createScriptedFactor, DAMAGED_RECORD } from '../../src/factors/index.ts';
import { countOperations, createMemoryStore } from '../../src/store/index.ts';
import { accepted, contextOf, createWorkbench, reasonOf, SESSION, START, TENANT } from './workbench.ts';

const PIN = '481516';
const MINUTE = 60_000;

async function enrolled(options: Parameters<typeof createScriptedFactor>[0] = {}) {
  const factor = createScriptedFactor(options);
  // However slow the machine is.
  const bench = createWorkbench(factor, { limits: { reserveTimeoutMs: 60_000 } });
  await bench.enroll(PIN);
  return { ...bench, factor };
}

describe('answers', () => {
  it('verifies the right one and says so again for the same request id', async () => {
    const bench = await enrolled();
    const { challengeId } = await bench.challenge();
    const requestId = randomUUID();
    const first = accepted(await bench.answer(challengeId, PIN, { requestId }));
    expect(first).toMatchObject({
      outcome: 'verified',
      challenge: { state: 'verified', verification: { channel: 'text' } },
    });
    const again = accepted(await bench.answer(challengeId, '000000', { requestId }));
    expect(again).toEqual(first);
    expect(bench.factor.comparisons()).toBe(1);
  });

  it('counts wrong ones, exhausts the challenge, locks the account, and tells until when', async () => {
    const bench = await enrolled();
    const { challengeId } = await bench.challenge();
    const remaining: (number | undefined)[] = [];
    for (const wrong of ['111111', '222222', '333333']) {
      const view = accepted(await bench.answer(challengeId, wrong));
      expect(view.outcome).toBe('mismatched');
      remaining.push(view.challenge.attemptsRemaining);
      if (wrong === '333333') {
        expect(view).toMatchObject({ lockedUntil: START + MINUTE, challenge: { state: 'exhausted' } });
      }
    }
    expect(remaining).toEqual([2, 1, 0]);
    expect(reasonOf(await bench.answer(challengeId, PIN))).toBe('CHALLENGE_CLOSED');
    expect(reasonOf(await bench.begin())).toBe('SUBJECT_LOCKED');
    expect(bench.factor.comparisons()).toBe(3);
    bench.clock.advance(MINUTE);
    const next = await bench.challenge();
    expect(next.attemptsRemaining).toBe(1);
    expect(accepted(await bench.answer(next.challengeId, PIN)).outcome).toBe('verified');
    expect((await bench.challenge()).attemptsRemaining).toBe(3);
    expect(await bench.events()).toEqual([
      'challenge.begun',
      'challenge.begun',
      'challenge.exhausted',
      'challenge.mismatched',
      'challenge.mismatched',
      'challenge.mismatched',
      'challenge.verified',
      'credential.enrolled',
      'subject.locked',
    ]);
  });

  it('counts per account, not per challenge', async () => {
    const bench = await enrolled();
    const challenges = [
      await bench.challenge(),
      await bench.challenge(),
      await bench.challenge(),
      await bench.challenge(),
    ];
    for (const { challengeId } of challenges.slice(0, 3)) await bench.answer(challengeId, '111111');
    expect(reasonOf(await bench.answer(challenges[3]?.challengeId ?? '', PIN))).toBe('SUBJECT_LOCKED');
    expect(bench.factor.comparisons()).toBe(3);
  });

  it('takes unusable answers for free, five of them', async () => {
    const bench = await enrolled();
    const { challengeId } = await bench.challenge();
    for (let i = 0; i < 5; i++) {
      const view = accepted(await bench.answer(challengeId, 'uh'));
      expect(view).toMatchObject({ outcome: 'unusable', unusable: 'no-digits' });
      expect(view.challenge.state).toBe(i < 4 ? 'awaiting-input' : 'exhausted');
    }
    expect(reasonOf(await bench.answer(challengeId, PIN))).toBe('CHALLENGE_CLOSED');
    expect((await bench.account()).attempts).toEqual({ reserved: 0, cleared: 0, recent: [] });
    expect(bench.factor.comparisons()).toBe(0);
  });

  it('is nobody else’s: client, tenant and session must match', async () => {
    const bench = await enrolled();
    const { challengeId } = await bench.challenge();
    const strangers = [
      { context: contextOf({ clientId: 'another' }) },
      { context: contextOf({ tenants: ['other'] }) },
      { session: 'session-2' },
      { session: `${SESSION} ` },
    ];
    const unknown = await bench.answer('no-such-challenge', PIN);
    expect(reasonOf(unknown)).toBe('CHALLENGE_NOT_FOUND');
    for (const stranger of strangers) {
      expect(await bench.answer(challengeId, PIN, stranger)).toEqual(unknown);
      const { context = contextOf(), session = SESSION } = { context: undefined, session: undefined, ...stranger };
      expect(await bench.engine.verification.getChallenge(context, { challengeId, session, waitMs: 0 })).toEqual(
        unknown,
      );
      expect(await bench.engine.verification.cancelChallenge(context, { challengeId, session })).toEqual(unknown);
    }
    expect(bench.factor.comparisons()).toBe(0);
    expect(accepted(await bench.answer(challengeId, PIN)).outcome).toBe('verified');
  });

  it('compares once for one request id, however many copies arrive at once', async () => {
    const bench = await enrolled({ compare: async (honest) => honest() });
    const { challengeId } = await bench.challenge();
    const requestId = randomUUID();
    const copies = Array.from({ length: 50 }, (_, i) => bench.answer(challengeId, String(100_000 + i), { requestId }));
    const outcomes = await Promise.all(copies);
    expect(bench.factor.comparisons()).toBe(1);
    const repeated = await Promise.all(copies.map(() => bench.answer(challengeId, PIN, { requestId })));
    expect(new Set(repeated.map((view) => accepted(view).outcome))).toEqual(new Set(['mismatched']));
    expect(outcomes.every((outcome) => ['ok', 'CONCURRENT_ATTEMPT'].includes(reasonOf(outcome)))).toBe(true);
    expect((await bench.account()).attempts.reserved).toBe(1);
  });

  it('gains nobody a guess by answering in parallel, over several challenges', async () => {
    const bench = await enrolled({
      compare: async (honest) => new Promise((done) => setTimeout(() => done(honest()), 5)),
    });
    const challenges = await Promise.all(Array.from({ length: 8 }, () => bench.challenge()));
    const answers = Array.from({ length: 200 }, (_, i) => ({
      challengeId: challenges[i % challenges.length]?.challengeId ?? '',
      text: String(200_000 + i),
      requestId: randomUUID(),
    }));
    const reasons = await Promise.all(
      answers.map(async ({ challengeId, text, requestId }) => {
        for (;;) {
          const outcome = await bench.answer(challengeId, text, { requestId });
          if (reasonOf(outcome) !== 'CONCURRENT_ATTEMPT') return reasonOf(outcome);
          await new Promise((done) => setTimeout(done, 1));
        }
      }),
    );
    expect(bench.factor.comparisons()).toBe(3);
    expect(reasons.filter((reason) => reason === 'ok')).toHaveLength(3);
    expect(reasonOf(await bench.answer(challenges[0]?.challengeId ?? '', PIN))).toBe('SUBJECT_LOCKED');
  });

  it('verifies every right answer that arrives together', async () => {
    const bench = await enrolled({
      compare: async (honest) => new Promise((done) => setTimeout(() => done(honest()), 1)),
    });
    const sessions = Array.from({ length: 64 }, (_, i) => `session-${i}`);
    const outcomes = await Promise.all(
      sessions.map(async (session) => {
        const { challengeId } = await bench.challenge({}, session);
        const requestId = randomUUID();
        for (;;) {
          const outcome = await bench.answer(challengeId, PIN, { requestId, session });
          if (outcome.kind === 'ok') return outcome.value.outcome;
          expect(outcome.reason).toBe('CONCURRENT_ATTEMPT');
          await new Promise((done) => setTimeout(done, 1));
        }
      }),
    );
    expect(outcomes).toEqual(sessions.map(() => 'verified'));
    const { attempts } = await bench.account();
    expect(attempts.reserved - attempts.cleared).toBe(0);
    expect(attempts.recent).toEqual([]);
  });

  it('never forgives a later reservation for an earlier success', async () => {
    const gates: (() => void)[] = [];
    const bench = await enrolled({
      compare: (honest) => new Promise((done) => gates.push(() => done(honest()))),
    });
    const [a, b] = [await bench.challenge(), await bench.challenge()];
    const right = bench.answer(a.challengeId, PIN);
    await until(() => gates.length === 1);
    const wrong = bench.answer(b.challengeId, '111111');
    await until(() => gates.length === 2);
    gates[1]?.();
    expect(accepted(await wrong).outcome).toBe('mismatched');
    gates[0]?.();
    expect(accepted(await right).outcome).toBe('verified');
    expect((await bench.account()).attempts).toMatchObject({ reserved: 2, cleared: 1, recent: [{ seq: 2 }] });
  });

  it('loses an answer whose comparison died, once and for all', async () => {
    const bench = await enrolled({ compare: () => Promise.reject(new Error('out of memory')) });
    const { challengeId } = await bench.challenge();
    const requestId = randomUUID();
    expect(accepted(await bench.answer(challengeId, PIN, { requestId })).outcome).toBe('lost');
    expect(accepted(await bench.answer(challengeId, PIN, { requestId })).outcome).toBe('lost');
    expect(bench.factor.comparisons()).toBe(1);
    expect((await bench.account()).attempts).toMatchObject({ reserved: 1, cleared: 0 });
  });

  it('does not take an outcome that comes after the hold', async () => {
    const gates: (() => void)[] = [];
    const bench = await enrolled({
      compare: (honest) => new Promise((done) => gates.push(() => done(honest()))),
    });
    const { challengeId } = await bench.challenge();
    const requestId = randomUUID();
    const late = bench.answer(challengeId, PIN, { requestId });
    await until(() => gates.length === 1);
    expect(reasonOf(await bench.answer(challengeId, PIN, { requestId }))).toBe('CONCURRENT_ATTEMPT');
    bench.clock.advance(11_999);
    expect(reasonOf(await bench.answer(challengeId, PIN, { requestId }))).toBe('CONCURRENT_ATTEMPT');
    bench.clock.advance(1);
    expect(accepted(await bench.answer(challengeId, PIN, { requestId })).outcome).toBe('lost');
    gates[0]?.();
    expect(accepted(await late).outcome).toBe('lost');
    const challenge = await bench.engine.verification.getChallenge(contextOf(), {
      challengeId,
      session: SESSION,
      waitMs: 0,
    });
    expect(accepted(challenge).state).toBe('awaiting-input');
  });

  it('says CREDENTIAL_DAMAGED of a damaged record, never "wrong"', async () => {
    const bench = await enrolled();
    const damaged = { enrolledAt: START, generation: 1, record: DAMAGED_RECORD };
    await bench.tamper((account) => ({ ...account, credential: damaged }));
    const { challengeId } = await bench.challenge();
    const requestId = randomUUID();
    expect(reasonOf(await bench.answer(challengeId, PIN, { requestId }))).toBe('CREDENTIAL_DAMAGED');
    expect(accepted(await bench.answer(challengeId, PIN, { requestId })).outcome).toBe('lost');
    expect(await bench.events()).toContain('credential.damaged');
    expect((await bench.account()).attempts).toMatchObject({ reserved: 1, cleared: 0 });
  });

  it('accepts a one-time code once, in whatever order', async () => {
    const bench = await enrolled({ oneTime: true });
    const challenges = await Promise.all([bench.challenge(), bench.challenge(), bench.challenge()]);
    const outcomes = await Promise.all(
      challenges.map(async ({ challengeId }) => reasonOrOutcome(await bench.answer(challengeId, `${PIN}005`))),
    );
    expect(outcomes.toSorted()).toEqual(['code-reused', 'code-reused', 'verified']);
    expect((await bench.account()).attempts.recent).toHaveLength(2);
    const next = await bench.challenge();
    expect(reasonOrOutcome(await bench.answer(next.challengeId, `${PIN}004`))).toBe('code-reused');
  });

  it('closes what was canceled meanwhile, and never counts a right answer as a failure', async () => {
    const gates: (() => void)[] = [];
    const bench = await enrolled({ compare: (honest) => new Promise((done) => gates.push(() => done(honest()))) });
    const { challengeId } = await bench.challenge();
    const requestId = randomUUID();
    const answered = bench.answer(challengeId, PIN, { requestId });
    await until(() => gates.length === 1);
    const canceled = await bench.engine.verification.cancelChallenge(contextOf(), { challengeId, session: SESSION });
    expect(accepted(canceled).state).toBe('canceled');
    gates[0]?.();
    expect(reasonOf(await answered)).toBe('CHALLENGE_CLOSED');
    expect(reasonOf(await bench.answer(challengeId, PIN, { requestId }))).toBe('CHALLENGE_CLOSED');
    expect((await bench.account()).attempts).toMatchObject({ reserved: 1, cleared: 1, recent: [] });
    expect(await bench.events()).not.toContain('challenge.verified');
  });

  it('counts nothing when the work is not admitted, or the caller gave up waiting', async () => {
    const overloaded = await enrolled({
      admit: async (work) =>
        work === 'enroll'
          ? { kind: 'admitted', permit: { [Symbol.dispose]: () => undefined } }
          : { kind: 'overloaded', retryAfterMs: 700 },
    });
    const first = await overloaded.challenge();
    expect(await overloaded.answer(first.challengeId, PIN)).toMatchObject({ reason: 'OVERLOADED', retryAfterMs: 700 });
    expect((await overloaded.account()).attempts.reserved).toBe(0);

    const giving = await enrolled({
      admit: async (work, { signal }) => {
        if (work === 'verify') {
          signal.throwIfAborted();
          await new Promise((_, fail) => signal.addEventListener('abort', () => fail(signal.reason)));
        }
        return { kind: 'admitted', permit: { [Symbol.dispose]: () => undefined } };
      },
    });
    const second = await giving.challenge();
    const abort = new AbortController();
    const answered = giving.answer(second.challengeId, PIN, { context: contextOf({}, abort.signal) });
    abort.abort(new Error('hung up'));
    await expect(answered).rejects.toThrow('hung up');
    expect((await giving.account()).attempts.reserved).toBe(0);
  });

  it('takes the caller’s hanging up until the attempt is counted, and not after', async () => {
    const abort = new AbortController();
    const early = await enrolled({
      admit: async (work) => {
        if (work === 'verify') abort.abort(new Error('hung up'));
        return { kind: 'admitted', permit: { [Symbol.dispose]: () => undefined } };
      },
    });
    const first = await early.challenge();
    const context = contextOf({}, abort.signal);
    await expect(early.answer(first.challengeId, PIN, { context })).rejects.toThrow('hung up');
    expect((await early.account()).attempts.reserved).toBe(0);

    const later = new AbortController();
    const counted = await enrolled({
      compare: async (honest) => {
        later.abort();
        return honest();
      },
    });
    const second = await counted.challenge();
    const answered = counted.answer(second.challengeId, PIN, { context: contextOf({}, later.signal) });
    expect(accepted(await answered).outcome).toBe('verified');
  });

  it('loses an answer whose comparison throws at once, frees the permit, and tells its operator', async () => {
    let released = 0;
    const release = () => {
      released += 1;
    };
    const faults: unknown[] = [];
    const factor = createScriptedFactor({
      compare: () => {
        throw new Error('at once');
      },
      admit: async () => ({ kind: 'admitted', permit: { [Symbol.dispose]: release } }),
    });
    const bench = createWorkbench(factor, { onFault: (fault) => faults.push(fault) });
    await bench.enroll(PIN);
    const { challengeId } = await bench.challenge();
    expect(accepted(await bench.answer(challengeId, PIN)).outcome).toBe('lost');
    expect(released).toBe(2);
    // Its operator must be able to see that the factor is broken.
    expect(faults).toMatchObject([{ message: 'at once' }]);
  });

  it('takes no more answers while the log takes no events', async () => {
    const bench = createWorkbench(createScriptedFactor(), {
      limits: { undrainedEvents: 3 },
      wrap: (store) => ({ ...store, appendEvents: () => Promise.reject(new Error('The log is away')) }),
    });
    await bench.enroll(PIN);
    const { challengeId } = await bench.challenge();
    expect(accepted(await bench.answer(challengeId, PIN)).outcome).toBe('verified');
    expect(reasonOf(await bench.answer((await bench.challenge()).challengeId, PIN))).toBe('DEPENDENCY_UNAVAILABLE');
  });

  it('takes no answer once it has expired, and one that was reserved in time', async () => {
    const gates: (() => void)[] = [];
    const bench = await enrolled({ compare: (honest) => new Promise((done) => gates.push(() => done(honest()))) });
    const { challengeId } = await bench.challenge();
    bench.clock.advance(119_999);
    const inTime = bench.answer(challengeId, PIN);
    await until(() => gates.length === 1);
    bench.clock.advance(1);
    expect(reasonOf(await bench.answer(challengeId, PIN))).toBe('CHALLENGE_CLOSED');
    gates[0]?.();
    expect(accepted(await inTime).outcome).toBe('verified');
  });

  it('needs three store operations to begin and four to submit', async () => {
    const counted = countOperations(createMemoryStore());
    const bench = createWorkbench(createScriptedFactor(), { wrap: () => counted.store, memory: createMemoryStore() });
    await bench.enroll(PIN);
    await bench.engine[Symbol.asyncDispose]();
    counted.reset();
    const { challengeId } = await bench.challenge();
    expect(counted.counts()).toEqual({ readSettings: 1, readAccount: 1, insertChallenge: 1 });
    counted.reset();
    const answered = bench.answer(challengeId, PIN);
    expect(accepted(await answered).outcome).toBe('verified');
    expect(counted.counts()).toEqual({ readChallenge: 1, readAccount: 1, writeAccount: 2 });
  });

  it('makes room for new challenges only where nothing that is remembered is lost', async () => {
    const bench = createWorkbench(createScriptedFactor(), { limits: { challengesPerAccount: 32 } });
    await bench.enroll(PIN);
    for (let i = 0; i < 32; i++) {
      const { challengeId } = await bench.challenge();
      expect(accepted(await bench.answer(challengeId, 'uh')).outcome).toBe('unusable');
    }
    const one = await bench.challenge();
    expect(reasonOf(await bench.answer(one.challengeId, PIN))).toBe('RATE_LIMITED');
    bench.clock.advance(122_000);
    const other = await bench.challenge();
    expect(accepted(await bench.answer(other.challengeId, PIN)).outcome).toBe('verified');
  });
});

describe('beginning', () => {
  it('finds the same challenge for the same request id, whatever happened since', async () => {
    const bench = await enrolled();
    const requestId = randomUUID();
    const first = accepted(await bench.begin({}, { requestId }));
    for (const wrong of ['111111', '222222', '333333']) await bench.answer(first.challengeId, wrong);
    expect(reasonOf(await bench.begin())).toBe('SUBJECT_LOCKED');
    const again = accepted(await bench.begin({}, { requestId }));
    expect(again).toMatchObject({ challengeId: first.challengeId, state: 'exhausted' });
    await bench.engine.administration.setAvailability(contextOf(), {
      tenant: TENANT,
      factorType: bench.factorType,
      challengesEnabled: false,
      reason: '',
    });
    expect(reasonOf(await bench.begin())).toBe('CHALLENGES_DISABLED');
    expect(accepted(await bench.begin({}, { requestId })).challengeId).toBe(first.challengeId);
  });

  it.each([
    ['subject', { subject: 'bob' }],
    ['session', { session: 'session-2' }],
    ['purpose', { purpose: 'other' }],
    ['origin', { origin: 'other' }],
    ['channels', { channels: ['keypad' as const] }],
    ['language', { language: 'fr' }],
  ])('refuses a request id that was used with another %s', async (_, changes) => {
    const bench = await enrolled();
    await bench.enroll('161616', { subject: 'bob' });
    const requestId = randomUUID();
    await bench.begin({}, { requestId });
    expect(reasonOf(await bench.begin({}, { requestId, ...changes }))).toBe('REQUEST_ID_REUSED');
  });

  it('refuses what cannot be answered', async () => {
    const bench = await enrolled();
    expect(reasonOf(await bench.begin({ subject: 'nobody' }))).toBe('NOT_ENROLLED');
    expect(reasonOf(await bench.begin({}, { factorType: 'unknown' }))).toBe('UNKNOWN_FACTOR');
    expect(reasonOf(await bench.begin({}, { channels: ['out-of-band'] }))).toBe('CHANNEL_UNSUPPORTED');
    expect(reasonOf(await bench.begin({}, { tenant: 'other' }))).toBe('PERMISSION_DENIED');
    const { challengeId } = await bench.challenge();
    const spoken = await bench.engine.verification.submitAnswer(contextOf(), {
      requestId: randomUUID(),
      challengeId,
      session: SESSION,
      answer: { kind: 'spoken', transcript: PIN, language: 'en', alternatives: [] },
    });
    expect(reasonOf(spoken)).toBe('CHANNEL_UNSUPPORTED');
  });

  it('leaves no event where nobody answered, and one where somebody did', async () => {
    const bench = await enrolled();
    await bench.challenge();
    expect(await bench.events()).toEqual(['credential.enrolled']);
  });
});

const reasonOrOutcome = (outcome: Awaited<ReturnType<ReturnType<typeof createWorkbench>['answer']>>): string =>
  outcome.kind === 'ok' ? outcome.value.outcome : outcome.reason;

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}
