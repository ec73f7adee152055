import { ChallengeSchema, Challenge_State as State } from '@authfactor/proto';
import { create, fromJson, toJson } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { readChallenge } from './challenge.ts';

const inState = (state: number) => create(ChallengeSchema, { challengeId: 'c', state: state as State });

test.each([
  [0, 'unknown', false],
  [State.AWAITING_INPUT, 'awaiting-input', false],
  [State.AWAITING_DEVICE, 'awaiting-device', false],
  [9, 'unknown', false],
  [State.EXHAUSTED, 'exhausted', true],
  [State.DENIED, 'denied', true],
  [State.REPORTED, 'reported', true],
  [State.EXPIRED, 'expired', true],
  [State.CANCELED, 'canceled', true],
  [State.FAILED, 'failed', true],
  [17, 'unknown', true],
  [1_000, 'unknown', true],
])('state %i is %s, final: %s', (number, state, final) => {
  expect(readChallenge(inState(number))).toMatchObject({ state, final });
});

test('verified needs its verification', () => {
  expect(readChallenge(inState(State.VERIFIED))).toMatchObject({ state: 'unknown', final: true });
});

test('a verified challenge carries how it was verified', () => {
  const challenge = fromJson(ChallengeSchema, {
    ...(toJson(ChallengeSchema, inState(State.VERIFIED)) as object),
    verification: {
      verifiedAt: '2026-03-01T12:00:00.250Z',
      channel: 'CHANNEL_KEYPAD',
      credentialRevision: '3',
      assertion: 'a.b.c',
    },
  });
  expect(readChallenge(challenge)).toMatchObject({
    state: 'verified',
    final: true,
    verification: {
      verifiedAt: new Date('2026-03-01T12:00:00.250Z'),
      channel: 'keypad',
      credentialRevision: 3,
      assertion: 'a.b.c',
    },
  });
});

test('an absent challenge is not verified', () => {
  expect(readChallenge(undefined)).toMatchObject({ state: 'unknown', final: false });
});
