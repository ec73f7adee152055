import {
  SubmitAnswerResponse_Outcome as Outcome,
  Challenge_State as State,
  SubmitAnswerResponseSchema,
  SubmitAnswerResponse_Unusable as Unusable,
} from '@authfactor/proto';
import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { expect, test } from 'vitest';
import { readAnswerResult } from './answer-result.ts';

const respond = (outcome: number, rest: { unusable?: Unusable; state?: State } = {}) =>
  create(SubmitAnswerResponseSchema, {
    outcome: outcome as Outcome,
    unusable: rest.unusable ?? Unusable.UNSPECIFIED,
    challenge: {
      challengeId: 'c',
      state: rest.state ?? State.AWAITING_INPUT,
      attemptsRemaining: 2,
      ...(rest.state === State.VERIFIED ? { verification: { assertion: 'a.b.c' } } : {}),
    },
    lockedUntil: timestampFromMs(60_000),
  });

test('verified', () => {
  expect(readAnswerResult(respond(Outcome.VERIFIED, { state: State.VERIFIED }))).toMatchObject({
    outcome: 'verified',
    assertion: 'a.b.c',
    challenge: { state: 'verified' },
  });
});

test.each([
  [Outcome.MISMATCHED, { outcome: 'mismatched', attemptsRemaining: 2, lockedUntil: new Date(60_000) }],
  [Outcome.CODE_REUSED, { outcome: 'code-reused', attemptsRemaining: 2 }],
  [Outcome.LOST, { outcome: 'lost', attemptsRemaining: 2 }],
  [Outcome.PENDING, { outcome: 'pending' }],
  [Outcome.UNSPECIFIED, { outcome: 'unknown' }],
  [99, { outcome: 'unknown' }],
])('outcome %i', (outcome, expected) => {
  expect(readAnswerResult(respond(outcome))).toMatchObject(expected);
});

test.each([
  [Unusable.NO_DIGITS, 'no-digits'],
  [Unusable.TOO_FEW, 'too-few'],
  [Unusable.TOO_MANY, 'too-many'],
  [Unusable.AMBIGUOUS, 'ambiguous'],
  [Unusable.CANCELED, 'canceled'],
  [Unusable.MASKED, 'masked'],
  [Unusable.UNSPECIFIED, 'unknown'],
])('unusable %i is %s', (unusable, reason) => {
  expect(readAnswerResult(respond(Outcome.UNUSABLE, { unusable }))).toMatchObject({ outcome: 'unusable', reason });
});

test('an outcome that its challenge contradicts is not verified', () => {
  expect(readAnswerResult(respond(Outcome.VERIFIED))).toMatchObject({ outcome: 'unknown' });
});
