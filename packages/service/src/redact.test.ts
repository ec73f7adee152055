import {
  BeginEnrollmentResponseSchema,
  Challenge_State,
  ChallengeSchema,
  Channel,
  FactorInfoSchema,
  PromptSchema,
  SubmitAnswerRequestSchema,
} from '@authfactor/proto';
import { create, type UnknownField } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { redact } from './redact.ts';

const PIN = '274913';

test('leaves out every secret, nested ones included, and keeps the rest', () => {
  const typed = create(SubmitAnswerRequestSchema, {
    requestId: 'r',
    input: { value: { case: 'typed', value: { text: PIN, channel: Channel.KEYPAD } } },
  });
  expect(redact(SubmitAnswerRequestSchema, typed)).toEqual({
    request_id: 'r',
    input: { typed: { text: '[secret]', channel: 'CHANNEL_KEYPAD' } },
  });
  const spoken = create(SubmitAnswerRequestSchema, {
    input: {
      value: {
        case: 'speech',
        value: { transcript: PIN, confidence: 0.5, alternatives: [{ transcript: PIN }, { transcript: '' }] },
      },
    },
  });
  expect(redact(SubmitAnswerRequestSchema, spoken)).toEqual({
    input: { speech: { transcript: '[secret]', confidence: 0.5, alternatives: [{ transcript: '[secret]' }, {}] } },
  });
  const challenge = create(ChallengeSchema, {
    state: Challenge_State.VERIFIED,
    matchCode: '42',
    expiresAt: { seconds: 1n },
    pollInterval: { seconds: 2n },
    attemptsRemaining: 0,
    verification: { assertion: 'a.b.c', credentialRevision: 7n },
  });
  expect(redact(ChallengeSchema, challenge)).toEqual({
    state: 'STATE_VERIFIED',
    match_code: '[secret]',
    expires_at: '1970-01-01T00:00:01Z',
    poll_interval: '2s',
    attempts_remaining: 0,
    verification: { assertion: '[secret]', credential_revision: '7' },
  });
  const begun = create(BeginEnrollmentResponseSchema, { provisioningUri: 'otpauth://totp/x?secret=SEED' });
  expect(redact(BeginEnrollmentResponseSchema, begun)).toEqual({ provisioning_uri: '[secret]' });
});

test('prints maps, lists and numbers that it does not know', () => {
  const prompt = create(PromptSchema, { args: { count: '3' } });
  expect(redact(PromptSchema, prompt)).toEqual({ args: { count: '3' } });
  const info = create(FactorInfoSchema, { amr: ['pin'], channels: [Channel.TEXT, 99 as Channel] });
  expect(redact(FactorInfoSchema, info)).toEqual({ amr: ['pin'], channels: ['CHANNEL_TEXT', 99] });
});

test('leaves out fields that this version does not know', () => {
  const message = create(PromptSchema, { text: 'x' });
  const unknown: UnknownField = { no: 99, wireType: 2, data: new TextEncoder().encode(PIN) };
  message.$unknown = [unknown];
  expect(redact(PromptSchema, message)).toEqual({ text: 'x' });
});
