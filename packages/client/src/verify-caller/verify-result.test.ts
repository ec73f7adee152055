import { describe, expect, test } from 'vitest';
import type { AnswerResult } from '../values/answer-result.ts';
import type { Challenge } from '../values/challenge.ts';
import { concludeVerification } from './verify-result.ts';

const base = {
  challengeId: 'c',
  factorType: 'soft-pin',
  prompt: undefined,
  expiresAt: undefined,
  pollIntervalMs: undefined,
  attemptsRemaining: undefined,
  matchCode: undefined,
};
const verification = { verifiedAt: undefined, channel: undefined, credentialRevision: 1, assertion: 'a.b.c' };
const verified: Challenge = { ...base, state: 'verified', final: true, verification };
const open: Challenge = { ...base, state: 'awaiting-input', final: false };
const exhausted: Challenge = { ...base, state: 'exhausted', final: true };
const lockedUntil = new Date(60_000);
const wrong: AnswerResult = { outcome: 'mismatched', challenge: exhausted, attemptsRemaining: 0, lockedUntil };

describe('a verification', () => {
  test('is verified where its challenge is, even one that was to be withdrawn', () => {
    expect(concludeVerification(verified, undefined)).toMatchObject({ outcome: 'verified', assertion: 'a.b.c' });
    expect(concludeVerification(verified, wrong, { reason: 'given-up' })).toMatchObject({ outcome: 'verified' });
  });

  test('says so where its assertion has expired', () => {
    const expired: Challenge = { ...verified, verification: { ...verification, assertion: undefined } };
    expect(concludeVerification(expired, undefined)).toMatchObject({ outcome: 'verified', assertion: undefined });
  });

  test.each(['exhausted', 'denied', 'reported', 'expired', 'canceled', 'failed', 'unknown'] as const)(
    'that ended as %s says so',
    (state) => {
      const result = concludeVerification({ ...base, state, final: true }, undefined);
      expect(result).toMatchObject({ outcome: 'not-verified', reason: state, lockedUntil: undefined });
    },
  );

  test('tells the last answer and the lock that came of it', () => {
    expect(concludeVerification(exhausted, wrong)).toMatchObject({ lastAnswer: wrong, lockedUntil });
  });

  test('that was withdrawn says why, whatever became of the challenge', () => {
    const canceled: Challenge = { ...base, state: 'canceled', final: true };
    for (const challenge of [canceled, open]) {
      expect(concludeVerification(challenge, undefined, { reason: 'given-up' })).toMatchObject({ reason: 'given-up' });
      const locked = concludeVerification(challenge, undefined, { reason: 'locked', lockedUntil });
      expect(locked).toMatchObject({ outcome: 'not-verified', reason: 'locked', lockedUntil });
    }
  });
});
