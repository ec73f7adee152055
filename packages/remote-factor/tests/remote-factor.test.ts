import { randomUUID } from 'node:crypto';
import {
  Capability,
  Challenge_State,
  Channel,
  SubmitAnswerResponse_Outcome as O,
  SubjectStatus_State,
  SubmitAnswerResponse_Unusable,
} from '@authfactor/proto';
import { createRemoteFactor } from '@authfactor/remote-factor';
import { Code, ConnectError } from '@connectrpc/connect';
import { describe, expect, it } from 'vitest';
import { createRemoteBench, told } from './remote-bench.ts';
import { contractError, FACTOR_TYPE, NEW, type Script } from './scripted-remote.ts';

describe('what the remote is', () => {
  it('is listed as the remote says, but enrolled there and canceled here', async () => {
    await using bench = await createRemoteBench();
    expect(await bench.list()).toMatchObject({
      value: [
        {
          info: {
            factorType: FACTOR_TYPE,
            displayName: 'Security questions',
            categories: ['knowledge'],
            assurance: 'low',
            amr: ['kba'],
            capabilities: ['cancel'],
            channels: ['text', 'speech'],
            recommendedRoles: ['first'],
          },
        },
      ],
    });
  });

  it.each<[string, Script['list'], string]>([
    ['it has another factor', (info) => ({ factors: [{ ...info, factorType: 'other' }] }), 'unfit'],
    ['it asks a device', (info) => ({ factors: [{ ...info, capabilities: [Capability.OUT_OF_BAND] }] }), 'unfit'],
    ['it lists it twice', (info) => ({ factors: [info, info] }), 'nonsense'],
    ['it takes no answers', (info) => ({ factors: [{ ...info, channels: [Channel.OUT_OF_BAND] }] }), 'nonsense'],
    ['its assurance is unknown', (info) => ({ factors: [{ ...info, assurance: NEW }] }), 'nonsense'],
    ['its name cannot be shown', (info) => ({ factors: [{ ...info, displayName: 'a\nb' }] }), 'nonsense'],
    [
      'it refuses the token',
      () => {
        throw contractError(Code.Unauthenticated, 'UNAUTHENTICATED');
      },
      'unreachable',
    ],
  ])('is not listed while %s, and then is', async (_, list, code) => {
    const script: Script = list === undefined ? {} : { list };
    await using bench = await createRemoteBench(script);
    expect(await bench.list()).toMatchObject({ value: [] });
    expect(bench.troubles).toMatchObject([{ code }]);
    expect(bench.troubles[0]?.message).not.toContain('own words');
    expect(await bench.begin()).toMatchObject({ reason: 'DEPENDENCY_UNAVAILABLE' });
    delete script.list;
    await bench.factor.ready;
    expect(await bench.begin()).toMatchObject({ kind: 'ok' });
  });

  it.each(['http://example.com', 'ftp://127.0.0.1', 'nonsense'])('is never asked in clear on a network: %s', (url) => {
    const options = { factorType: 'a', token: () => '', tenant: 'a', onTrouble: () => undefined };
    expect(() => createRemoteFactor({ ...options, url })).toThrow(/https/);
    expect(() => createRemoteFactor({ ...options, url: 'https://a', timeoutMs: 9_000 })).toThrow(/8000/);
  });
});

describe('what the remote is told', () => {
  it('one challenge for a local one, and one request for an attempt, with the token of the moment', async () => {
    let token = 1;
    await using bench = await createRemoteBench({}, { token: async () => `token ${token++}` });
    const requestId = randomUUID();
    const begun = await bench.begin(requestId);
    await bench.begin(requestId);
    const challengeId = begun.kind === 'ok' ? begun.value.challengeId : '';
    await bench.answer(challengeId, 'wrong');
    expect(told(await bench.say(challengeId, 'right', ['write']))).toBe('verified');
    const { remote } = bench;
    expect(new Set(remote.begun.map(({ requestId: id }) => id)).size).toBe(1);
    expect(remote.begun[0]).toMatchObject({
      subject: { tenantId: 'acme', subjectId: 'alice' },
      factorType: FACTOR_TYPE,
      sessionId: 'call-1',
      languageCode: 'en',
      purpose: 'change address',
    });
    expect(remote.submitted).toHaveLength(2);
    expect(remote.submitted[0]?.requestId).not.toBe(remote.submitted[1]?.requestId);
    expect(remote.submitted[0]).toMatchObject({
      challengeId: `remote ${remote.begun[0]?.requestId}`,
      sessionId: 'call-1',
      input: { value: { case: 'typed', value: { text: 'wrong', channel: Channel.TEXT } } },
    });
    expect(remote.submitted[1]?.input?.value).toMatchObject({
      case: 'speech',
      value: { transcript: 'right', confidence: 0.5, languageCode: 'en', alternatives: [{ transcript: 'write' }] },
    });
    expect(new Set(remote.tokens).size).toBe(remote.tokens.length);
  });

  it('nothing of silence, of a repeated answer, or of one to a challenge that has ended', async () => {
    await using bench = await createRemoteBench();
    const challengeId = await bench.challenge();
    expect(told(await bench.answer(challengeId, ' '))).toBe('unusable');
    const requestId = randomUUID();
    expect(told(await bench.answer(challengeId, 'right', requestId))).toBe('verified');
    expect(told(await bench.answer(challengeId, 'wrong', requestId))).toBe('verified');
    expect(told(await bench.answer(challengeId, 'wrong'))).toBe('CHALLENGE_CLOSED');
    expect(bench.remote.submitted).toHaveLength(1);
  });
});

describe('what the remote answers', () => {
  const open = (id: string) => ({
    challengeId: id,
    factorType: FACTOR_TYPE,
    state: Challenge_State.AWAITING_INPUT,
  });
  const verified = (id: string) => ({ ...open(id), state: Challenge_State.VERIFIED });

  it.each<[string, NonNullable<Script['submit']>, string, number]>([
    ['right', (_, honest) => honest, 'verified', 0],
    ['wrong', ({ challengeId: id }) => ({ outcome: O.MISMATCHED, challenge: open(id) }), 'mismatched', 1],
    ['reused', ({ challengeId: id }) => ({ outcome: O.CODE_REUSED, challenge: open(id) }), 'code-reused', 1],
    [
      'unusable',
      ({ challengeId: id }) => ({
        outcome: O.UNUSABLE,
        unusable: SubmitAnswerResponse_Unusable.TOO_FEW,
        challenge: open(id),
      }),
      'unusable',
      0,
    ],
    ['unusable, why is new', ({ challengeId: id }) => ({ outcome: O.UNUSABLE, challenge: open(id) }), 'unusable', 0],
    ['pending', ({ challengeId: id }) => ({ outcome: O.PENDING, challenge: open(id) }), 'lost', 1],
    ['lost', ({ challengeId: id }) => ({ outcome: O.LOST, challenge: open(id) }), 'lost', 1],
    ['an unknown outcome', ({ challengeId: id }) => ({ outcome: NEW, challenge: open(id) }), 'lost', 1],
    ['right, of an open challenge', ({ challengeId: id }) => ({ outcome: O.VERIFIED, challenge: open(id) }), 'lost', 1],
    [
      'wrong, of a verified one',
      ({ challengeId: id }) => ({ outcome: O.MISMATCHED, challenge: verified(id) }),
      'lost',
      1,
    ],
    ['right, of another challenge', () => ({ outcome: O.VERIFIED, challenge: verified('another') }), 'lost', 1],
    [
      'right, of another factor',
      ({ challengeId: id }) => ({ outcome: O.VERIFIED, challenge: { ...verified(id), factorType: 'x' } }),
      'lost',
      1,
    ],
    ['right, of no challenge', () => ({ outcome: O.VERIFIED }), 'lost', 1],
    ['nothing', () => ({}), 'lost', 1],
    [
      'closed',
      () => {
        throw contractError(Code.FailedPrecondition, 'CHALLENGE_CLOSED');
      },
      'lost',
      1,
    ],
    [
      'an error of its own',
      () => {
        throw new ConnectError('pin 1234 in the stack', Code.Internal);
      },
      'lost',
      1,
    ],
  ])('%s', async (_, submit, outcome, counted) => {
    await using bench = await createRemoteBench({ submit });
    const answered = await bench.answer(await bench.challenge(), 'right');
    expect(told(answered)).toBe(outcome);
    const attempts = await bench.attempts();
    expect(attempts?.recent).toHaveLength(counted);
    expect(JSON.stringify([answered, bench.troubles.map(String)])).not.toMatch(/of the remote|own words|1234/);
  });

  it.each<[string, string, object]>([
    ['NOT_ENROLLED', 'NOT_ENROLLED', {}],
    ['SUBJECT_LOCKED', 'SUBJECT_LOCKED', { lockedUntil: Date.parse('2030-01-01T00:00:00Z') }],
    ['SUBJECT_DISABLED', 'SUBJECT_DISABLED', {}],
    ['CHALLENGES_DISABLED', 'CHALLENGES_DISABLED', {}],
    ['RATE_LIMITED', 'RATE_LIMITED', { retryAfterMs: 7_000 }],
    ['OVERLOADED', 'DEPENDENCY_UNAVAILABLE', { retryAfterMs: 7_000 }],
    ['PERMISSION_DENIED', 'DEPENDENCY_UNAVAILABLE', {}],
    ['NEW_IN_THE_FUTURE', 'DEPENDENCY_UNAVAILABLE', {}],
  ])('to a begin with %s', async (reason, expected, details) => {
    const begin = () => {
      throw contractError(Code.FailedPrecondition, reason, {
        metadata: { locked_until: '2030-01-01T00:00:00Z' },
        retrySeconds: 7,
      });
    };
    await using bench = await createRemoteBench({ begin });
    expect(await bench.begin()).toMatchObject({ reason: expected, ...details });
    expect(await bench.attempts()).toBeUndefined();
  });

  it.each<[string, object]>([
    ['no challenge', {}],
    ['a challenge without a name', { challenge: open('') }],
    ['a challenge of another factor', { challenge: { ...open('a'), factorType: 'other' } }],
    ['one that waits for a device', { challenge: { ...open('a'), state: Challenge_State.AWAITING_DEVICE } }],
  ])('to a begin with %s: nothing is counted', async (_, response) => {
    await using bench = await createRemoteBench({ begin: () => response });
    expect(await bench.begin()).toMatchObject({ reason: 'DEPENDENCY_UNAVAILABLE' });
    expect(bench.troubles).toMatchObject([{ code: 'nonsense' }]);
  });

  it.each<[string, Script['status'], string]>([
    ['enrolled', undefined, 'active'],
    ['locked there', () => ({ statuses: [{ factorType: FACTOR_TYPE, state: SubjectStatus_State.LOCKED }] }), 'active'],
    [
      'not enrolled',
      () => ({ statuses: [{ factorType: FACTOR_TYPE, state: SubjectStatus_State.NOT_ENROLLED }] }),
      'not-enrolled',
    ],
    [
      'of another factor',
      () => ({ statuses: [{ factorType: 'other', state: SubjectStatus_State.NOT_ENROLLED }] }),
      'active',
    ],
    ['nothing', () => ({}), 'active'],
    [
      'an error',
      () => {
        throw new ConnectError('', Code.Unavailable);
      },
      'active',
    ],
  ])('to whether the subject is enrolled: %s', async (_, status, state) => {
    await using bench = await createRemoteBench(status === undefined ? {} : { status });
    expect(await bench.status()).toBe(state);
  });

  it('its question is said first; a sentence that cannot be said is not', async () => {
    const prompt = { promptId: 'questions.pet', text: 'Your first pet?', languageCode: 'de' };
    const script: Script = { begin: () => ({ challenge: { ...open('a'), prompt } }) };
    await using bench = await createRemoteBench(script);
    expect(await bench.begin()).toMatchObject({
      value: { prompt: { promptId: 'questions.pet', text: 'Your first pet?', language: 'de' } },
    });
    script.begin = () => ({ challenge: { ...open('a'), prompt: { ...prompt, text: 'a\u0007b' } } });
    expect(await bench.begin()).toMatchObject({
      value: { prompt: { promptId: 'questions.first', text: 'Please answer for Security questions.' } },
    });
  });
});
