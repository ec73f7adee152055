import { randomUUID } from 'node:crypto';
import type { Comparison, Opening, OpenRequest } from '@authfactor/factor';
import { describe, expect, it } from 'vitest';
import { createScriptedFactor } from '../../src/factors/index.ts';
import { accepted, contextOf, createWorkbench, reasonOf, SESSION, START, SUBJECT, TENANT } from './workbench.ts';

const PIN = '481516';

/** A factor that does something when a challenge begins, and says what it was asked. */
async function opening(answer: (request: OpenRequest) => Promise<Opening>) {
  const requests: OpenRequest[] = [];
  const factor = createScriptedFactor({
    open: async (request) => {
      requests.push(request);
      return answer(request);
    },
  });
  const bench = createWorkbench(factor);
  await bench.enroll(PIN);
  return { ...bench, factor, requests };
}

describe('a factor that opens challenges', () => {
  it('hears of the challenge when it begins and before each answer, and of the attempt when it compares', async () => {
    const bench = await opening(async ({ challenge }) => ({
      kind: 'opened',
      handle: `handle of ${challenge.session}`,
    }));
    const { challengeId } = await bench.challenge();
    await bench.answer(challengeId, '111111');
    const first = bench.factor.lastRequest();
    await bench.answer(challengeId, PIN);
    const second = bench.factor.lastRequest();
    const challenge = { challengeId, session: SESSION, purpose: 'test', language: 'en' };
    const context = { tenant: TENANT, subject: SUBJECT, factorType: 'scripted', generation: 1 };
    expect(bench.requests).toHaveLength(3);
    expect(bench.requests).toMatchObject(Array(3).fill({ context, challenge }));
    expect(first).toMatchObject({ challenge, handle: `handle of ${SESSION}` });
    expect(first?.attemptId).toMatch(/^[\w-]{43}$/);
    expect(second?.attemptId).not.toBe(first?.attemptId);
  });

  it('may say the first sentence', async () => {
    const prompt = { promptId: 'scripted.question', text: 'Your first pet?', language: 'en' };
    const bench = await opening(async () => ({ kind: 'opened', handle: 'h', prompt }));
    const begun = await bench.challenge();
    expect(begun.prompt).toMatchObject({ ...prompt, input: { kind: 'digits' }, channels: ['text'] });
    const request = { challengeId: begun.challengeId, session: SESSION, waitMs: 0 };
    expect(accepted(await bench.engine.verification.getChallenge(contextOf(), request))).toEqual(begun);
    const wrong = accepted(await bench.answer(begun.challengeId, '111111'));
    expect(wrong.challenge.prompt).toMatchObject({ promptId: 'scripted.mismatched', text: 'mismatched' });
    const read = await bench.engine.verification.getChallenge(contextOf(), request);
    expect(accepted(read).prompt).toMatchObject(prompt);
  });

  it.each<[string, () => Promise<Opening>]>([
    ['says so', async () => ({ kind: 'unavailable', retryAfterMs: 7 })],
    ['throws', () => Promise.reject(new Error('down'))],
  ])('counts nothing while it cannot: %s', async (_, fail) => {
    let down = false;
    const bench = await opening(async () => (down ? fail() : { kind: 'opened', handle: 'h' }));
    const { challengeId } = await bench.challenge();
    down = true;
    expect(reasonOf(await bench.begin())).toBe('DEPENDENCY_UNAVAILABLE');
    const requestId = randomUUID();
    for (let i = 0; i < 9; i++) {
      expect(reasonOf(await bench.answer(challengeId, '111111', { requestId }))).toBe('DEPENDENCY_UNAVAILABLE');
    }
    expect((await bench.account()).attempts.reserved).toBe(0);
    expect(bench.factor.comparisons()).toBe(0);
    down = false;
    expect(accepted(await bench.answer(challengeId, PIN, { requestId })).outcome).toBe('verified');
  });

  it.each<[Extract<Opening, { kind: 'refused' }>, string]>([
    [{ kind: 'refused', reason: 'not-enrolled' }, 'NOT_ENROLLED'],
    [{ kind: 'refused', reason: 'disabled' }, 'SUBJECT_DISABLED'],
    [{ kind: 'refused', reason: 'challenges-disabled' }, 'CHALLENGES_DISABLED'],
    [{ kind: 'refused', reason: 'locked', lockedUntil: START + 5 }, 'SUBJECT_LOCKED'],
    [{ kind: 'refused', reason: 'rate-limited', retryAfterMs: 5 }, 'RATE_LIMITED'],
  ])('refuses as it says: %o', async (refused, reason) => {
    const bench = await opening(async () => refused);
    expect(reasonOf(await bench.begin())).toBe(reason);
  });

  it('is not asked again by a repeated begin, nor by one with the request id of another', async () => {
    const bench = await opening(async () => ({ kind: 'opened', handle: 'h' }));
    const requestId = randomUUID();
    const begun = accepted(await bench.begin({}, { requestId }));
    expect(accepted(await bench.begin({}, { requestId }))).toEqual(begun);
    expect(reasonOf(await bench.begin({}, { requestId, session: 'another' }))).toBe('REQUEST_ID_REUSED');
    expect(bench.requests).toHaveLength(1);
  });

  it('hears of no answer that ends before: repeated, unusable, of another session', async () => {
    const bench = await opening(async () => ({ kind: 'opened', handle: 'h' }));
    const { challengeId } = await bench.challenge();
    const requestId = randomUUID();
    await bench.answer(challengeId, '111111', { requestId });
    await bench.answer(challengeId, '111111', { requestId });
    await bench.answer(challengeId, 'uh');
    await bench.answer(challengeId, PIN, { session: 'another' });
    expect(bench.requests).toHaveLength(2);
  });

  it('lets a caller who gave up go', async () => {
    const bench = await opening(async ({ signal }) => {
      signal.throwIfAborted();
      return { kind: 'opened', handle: 'h' };
    });
    const { challengeId } = await bench.challenge();
    const context = contextOf({}, AbortSignal.abort(new Error('gone')));
    await expect(bench.answer(challengeId, PIN, { context })).rejects.toThrow('gone');
  });
});

describe('an answer that turns out unusable after it was counted', () => {
  async function enrolled(...outcomes: readonly Comparison[]) {
    const left = [...outcomes];
    const factor = createScriptedFactor({ compare: async (honest) => left.shift() ?? honest() });
    const bench = createWorkbench(factor);
    await bench.enroll(PIN);
    return { ...bench, factor };
  }
  const UNUSABLE: Comparison = { kind: 'unusable', reason: 'ambiguous' };

  it('costs no attempt and is told the same again', async () => {
    const bench = await enrolled(UNUSABLE, UNUSABLE);
    const { challengeId } = await bench.challenge();
    const requestId = randomUUID();
    const view = accepted(await bench.answer(challengeId, '111111', { requestId }));
    expect(view).toMatchObject({ outcome: 'unusable', unusable: 'ambiguous', challenge: { attemptsRemaining: 3 } });
    expect(accepted(await bench.answer(challengeId, '111111', { requestId }))).toEqual(view);
    expect(bench.factor.comparisons()).toBe(1);
  });

  it('forgives no other failure', async () => {
    const bench = await enrolled({ kind: 'mismatched' }, UNUSABLE, { kind: 'mismatched' }, UNUSABLE);
    const first = await bench.challenge();
    for (let i = 0; i < 4; i++) await bench.answer(first.challengeId, '111111');
    const second = await bench.challenge();
    expect(second.attemptsRemaining).toBe(1);
    await bench.answer(second.challengeId, '111111');
    expect(reasonOf(await bench.begin())).toBe('SUBJECT_LOCKED');
  });

  it('ends the challenge at the fifth, and locks nobody', async () => {
    const bench = await enrolled(...Array<Comparison>(5).fill(UNUSABLE));
    const { challengeId } = await bench.challenge();
    for (let i = 0; i < 5; i++) accepted(await bench.answer(challengeId, '111111'));
    expect(reasonOf(await bench.answer(challengeId, PIN))).toBe('CHALLENGE_CLOSED');
    const { attempts } = await bench.account();
    expect(attempts).toEqual({ reserved: 5, cleared: 5, recent: [] });
    expect((await bench.challenge()).attemptsRemaining).toBe(3);
    expect(await bench.events()).toEqual(['challenge.begun', 'challenge.exhausted', 'credential.enrolled']);
  });

  it('stays counted where its hold had lapsed', async () => {
    let advance: (ms: number) => void = () => undefined;
    const factor = createScriptedFactor({
      compare: async () => {
        advance(10_000);
        return UNUSABLE;
      },
    });
    const bench = createWorkbench(factor);
    advance = bench.clock.advance;
    await bench.enroll(PIN);
    const { challengeId } = await bench.challenge();
    expect(accepted(await bench.answer(challengeId, '111111'))).toMatchObject({
      outcome: 'lost',
      challenge: { attemptsRemaining: 2 },
    });
  });

  it('is counted and told as reused where the factor says that', async () => {
    const bench = await enrolled({ kind: 'reused' });
    const { challengeId } = await bench.challenge();
    expect(accepted(await bench.answer(challengeId, '111111'))).toMatchObject({
      outcome: 'code-reused',
      challenge: { attemptsRemaining: 2 },
    });
  });
});

describe('a factor that is expected, and installed later', () => {
  it('is neither listed nor unknown until then', async () => {
    const late = createScriptedFactor({ factorType: 'late' });
    const bench = createWorkbench(createScriptedFactor(), { expected: ['late'] });
    const { verification, administration, install } = bench.engine;
    const begin = () => bench.begin({}, { factorType: 'late' });
    const types = async () =>
      accepted(await verification.listFactors(contextOf(), { tenant: TENANT })).map(({ info }) => info.factorType);
    expect(await types()).toEqual(['scripted']);
    expect(reasonOf(await begin())).toBe('DEPENDENCY_UNAVAILABLE');
    expect(reasonOf(await bench.begin({}, { factorType: 'never' }))).toBe('UNKNOWN_FACTOR');
    const asked = { tenant: TENANT, factorType: 'late' };
    expect(reasonOf(await administration.getAvailability(contextOf(), asked))).toBe('DEPENDENCY_UNAVAILABLE');
    install(late);
    expect(await types()).toEqual(['scripted', 'late']);
    expect(reasonOf(await begin())).toBe('NOT_ENROLLED');
  });

  it('is erased with its subject all the same', async () => {
    const installed = createWorkbench(createScriptedFactor({ factorType: 'late' }));
    await installed.enroll(PIN);
    const { memory } = installed;
    const bench = createWorkbench(createScriptedFactor(), { memory, expected: ['late'] });
    const request = { tenant: TENANT, subject: SUBJECT, requestId: randomUUID(), reason: '' };
    accepted(await bench.engine.administration.deleteSubject(contextOf(), request));
    expect(await memory.readAccount({ tenant: TENANT, factorType: 'late', subject: SUBJECT })).toBeUndefined();
    const types = (await memory.listEvents({ tenant: TENANT, types: [], limit: 9 })).map(({ type }) => type);
    expect(types).toContain('credential.enrolled');
  });

  it('must be one that was expected, once, and true to itself', () => {
    const { engine } = createWorkbench(createScriptedFactor(), { expected: ['late', 'liar'] });
    engine.install(createScriptedFactor({ factorType: 'late' }));
    const again = createScriptedFactor({ factorType: 'late' });
    expect(() => engine.install(again)).toThrow(/Two factors/);
    expect(() => engine.install(createScriptedFactor({ factorType: 'never' }))).toThrow(/expected/);
    const { retire: _, ...liar } = createScriptedFactor({ factorType: 'liar' });
    expect(() => engine.install(liar)).toThrow(/history/);
    expect(() => createWorkbench(createScriptedFactor(), { expected: ['scripted'] })).toThrow(/Two factors/);
  });
});
