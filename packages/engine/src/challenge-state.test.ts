import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { advance, newAccount, nextEpoch } from './account.ts';
import { challengeState, isFinal } from './challenge-state.ts';
import type { AccountDocument, AnswerEntry, ChallengeDocument, ChallengeEntry } from './documents.ts';
import { DEFAULT_LIMITS as limits } from './limits.ts';

const T = 1_800_000_000_000;
const key = { tenant: 't', factorType: 'f', subject: 's' };
const account: AccountDocument = { ...newAccount(key, randomBytes), epoch: 7 };
const challenge: ChallengeDocument = {
  ...key,
  schema: 1,
  id: 'c',
  client: 'client',
  session: 'session',
  purpose: '',
  origin: '',
  channels: [],
  language: '',
  epoch: 7,
  begunAt: T,
  expiresAt: T + 120_000,
  deleteAfter: T + 120_000 + 86_400_000,
};

const live: AnswerEntry = { state: 'reserved', owner: 'o', seq: 1, epoch: 7, holdUntil: T + 10_000 };
const wrong = (seq: number): AnswerEntry => ({ state: 'mismatched', seq });
const unusable: AnswerEntry = { state: 'unusable', reason: 'no-digits' };

const withAnswers = (answers: AnswerEntry[], rest: Partial<ChallengeEntry> = {}): AccountDocument => ({
  ...account,
  challenges: {
    c: { expiresAt: challenge.expiresAt, answers: Object.fromEntries(answers.map((a, i) => [`r${i}`, a])), ...rest },
  },
});

describe('challengeState', () => {
  it.each<[string, AccountDocument | undefined, number, string]>([
    ['fresh', account, 0, 'awaiting-input'],
    ['no account', undefined, 0, 'canceled'],
    ['erased account', { ...account, erased: true }, 0, 'canceled'],
    ['two wrong', withAnswers([wrong(1), wrong(2)]), 0, 'awaiting-input'],
    ['three wrong', withAnswers([wrong(1), wrong(2), wrong(3)]), 0, 'exhausted'],
    ['two wrong and one under way', withAnswers([wrong(1), wrong(2), live]), 0, 'awaiting-input'],
    ['the one under way lapsed', withAnswers([wrong(1), wrong(2), live]), 12_000, 'exhausted'],
    ['lapsed for its owner, live to others', withAnswers([wrong(1), wrong(2), live]), 11_999, 'awaiting-input'],
    ['lost counts', withAnswers([wrong(1), wrong(2), { state: 'lost', seq: 3 }]), 0, 'exhausted'],
    ['reused counts', withAnswers([wrong(1), wrong(2), { state: 'reused', seq: 3 }]), 0, 'exhausted'],
    [
      'a closed right answer does not',
      withAnswers([wrong(1), wrong(2), { state: 'closed', seq: 3 }]),
      0,
      'awaiting-input',
    ],
    ['four unusable', withAnswers(Array(4).fill(unusable)), 0, 'awaiting-input'],
    ['five unusable', withAnswers(Array(5).fill(unusable)), 0, 'exhausted'],
    ['just before the end, as read', account, 121_999, 'awaiting-input'],
    ['at the end, as read', account, 122_000, 'expired'],
    ['stored final wins over all', withAnswers([live], { state: 'verified' }), 500_000, 'verified'],
    ['out of band', withAnswers([live], { device: { holdUntil: T } }), 0, 'awaiting-device'],
  ])('%s', (_, given, after, state) => {
    expect(challengeState(challenge, given, T + after, limits)).toBe(state);
  });

  it('is canceled by another epoch, at any time after', () => {
    const moved = advance(account, nextEpoch(account, T + 1_000, limits), [], T + 1_000);
    expect(challengeState(challenge, moved, T + 1_001, limits)).toBe('canceled');
    expect(challengeState(challenge, moved, T + 500_000, limits)).toBe('canceled');
    const again = advance(moved, nextEpoch(moved, T + 600_000, limits), [], T + 600_000);
    expect(challengeState(challenge, again, T + 700_000, limits)).toBe('canceled');
  });

  it.each<[string, AccountDocument, number]>([
    ['expired without an answer', account, 130_000],
    ['exhausted by a lapsed answer', withAnswers([wrong(1), wrong(2), live]), 20_000],
    ['expired after an answer', withAnswers([wrong(1)]), 130_000],
  ])('what was told as ended stays through a later epoch: %s', (_, given, after) => {
    const before = challengeState(challenge, given, T + after, limits);
    expect(isFinal(before)).toBe(true);
    const moved = advance(given, nextEpoch(given, T + after, limits), [], T + after);
    expect(challengeState(challenge, moved, T + after + 1, limits)).toBe(before);
  });
});
