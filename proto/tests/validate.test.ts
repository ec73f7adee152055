import { create, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf';
import { createValidator } from '@bufbuild/protovalidate';
import { describe, expect, test } from 'vitest';
import {
  BeginChallengeRequestSchema,
  Channel,
  GetChallengeRequestSchema,
  GetSubjectStatusRequestSchema,
  ListEventsRequestSchema,
  ResetSubjectRequest_Kind,
  ResetSubjectRequestSchema,
  SubmitAnswerRequestSchema,
  SubmitEnrollmentInputRequestSchema,
} from '../src/index.ts';

const validator = createValidator();

function fieldsAtFault<Desc extends DescMessage>(schema: Desc, init: MessageInitShape<Desc>): string[] {
  const result = validator.validate(schema, create(schema, init));
  if (result.kind === 'error') throw result.error;
  return result.kind === 'valid' ? [] : result.violations.map((violation) => violation.toString().split(':')[0] ?? '');
}

const requestId = '0b9f3c0e-5d6a-4e0e-9a57-4f3f0d9a8a11';
const subject = { tenantId: 'default', subjectId: 'alice' };
const begin = { requestId, subject, factorType: 'soft-pin', sessionId: 'call-1' };

describe('BeginChallengeRequest', () => {
  test.each([
    ['the least', {}],
    ['offered channels that this version does not know', { offeredChannels: [Channel.TEXT, 99 as Channel] }],
    ['every optional field', { languageCode: 'de-CH-1996', purpose: 'Passwort zurücksetzen', origin: 'x'.repeat(256) }],
    ['odd ids', { subject: { tenantId: '__proto__', subjectId: 'аlice' }, sessionId: 'ü'.repeat(128) }],
    ['an upper-case UUID', { requestId: requestId.toUpperCase() }],
  ])('takes %s', (_name, fields) => {
    expect(fieldsAtFault(BeginChallengeRequestSchema, { ...begin, ...fields })).toEqual([]);
  });

  test.each([
    ['request_id', { requestId: 'once' }],
    ['request_id', { requestId: '' }],
    ['factor_type', { factorType: 'Soft PIN' }],
    ['factor_type', { factorType: '' }],
    ['factor_type', { factorType: 'a'.repeat(65) }],
    ['session_id', { sessionId: '' }],
    ['session_id', { sessionId: 'a\u0000b' }],
    ['session_id', { sessionId: 'a\nb' }],
    ['session_id', { sessionId: 'line\n' }],
    ['session_id', { sessionId: 'a\u0085b' }],
    ['session_id', { sessionId: 'ü'.repeat(129) }],
    ['subject.tenant_id', { subject: { tenantId: '', subjectId: 'alice' } }],
    ['subject.subject_id', { subject: { tenantId: 'default', subjectId: '\u007f' } }],
    ['language_code', { languageCode: 'de_CH' }],
    ['language_code', { languageCode: `de-${'a'.repeat(8)}${'-abcdefgh'.repeat(4)}` }],
    ['purpose', { purpose: 'x'.repeat(257) }],
    ['origin', { origin: '\t' }],
    ['offered_channels', { offeredChannels: new Array<Channel>(17).fill(Channel.TEXT) }],
  ])('refuses a bad %s (%j)', (field, fields) => {
    expect(fieldsAtFault(BeginChallengeRequestSchema, { ...begin, ...fields })).toEqual([field]);
  });

  test('refuses a missing subject', () => {
    const { subject: _, ...rest } = begin;
    expect(fieldsAtFault(BeginChallengeRequestSchema, rest)).toEqual(['subject']);
  });
});

describe('Input', () => {
  const submit = { requestId, challengeId: 'c', sessionId: 's' };
  const typed = (text: string, channel: Channel) => ({ value: { case: 'typed', value: { text, channel } } }) as const;
  const spoken = (value: { transcript?: string; confidence?: number; alternatives?: { transcript: string }[] }) =>
    ({ value: { case: 'speech', value } }) as const;

  test.each([
    ['silence', typed('', Channel.KEYPAD)],
    ['text', typed('x'.repeat(1024), Channel.TEXT)],
    ['silence, spoken', spoken({})],
    [
      'ten alternatives',
      spoken({ transcript: 'one', confidence: 1, alternatives: Array(10).fill({ transcript: '' }) }),
    ],
  ])('takes %s', (_name, input) => {
    expect(fieldsAtFault(SubmitAnswerRequestSchema, { ...submit, input })).toEqual([]);
    expect(
      fieldsAtFault(SubmitEnrollmentInputRequestSchema, { requestId, enrollmentId: 'e', input, confirmation: input }),
    ).toEqual([]);
  });

  test.each([
    ['input.value', {}],
    ['input.typed.channel', typed('1', Channel.UNSPECIFIED)],
    ['input.typed.channel', typed('1', Channel.SPEECH)],
    ['input.typed.text', typed('x'.repeat(1025), Channel.TEXT)],
    ['input.speech.transcript', spoken({ transcript: 'x'.repeat(1025) })],
    ['input.speech.confidence', spoken({ confidence: 1.1 })],
    ['input.speech.confidence', spoken({ confidence: Number.NaN })],
    ['input.speech.alternatives', spoken({ alternatives: Array(11).fill({ transcript: '' }) })],
    ['input.speech.alternatives[0].transcript', spoken({ alternatives: [{ transcript: 'x'.repeat(1025) }] })],
  ])('refuses a bad %s', (field, input) => {
    expect(fieldsAtFault(SubmitAnswerRequestSchema, { ...submit, input })).toEqual([field]);
  });

  test('is required', () => {
    expect(fieldsAtFault(SubmitAnswerRequestSchema, submit)).toEqual(['input']);
    expect(fieldsAtFault(SubmitEnrollmentInputRequestSchema, { requestId, enrollmentId: 'e' })).toEqual(['input']);
  });
});

test('GetChallengeRequest bounds the wait', () => {
  const get = (seconds: bigint, nanos = 0) =>
    fieldsAtFault(GetChallengeRequestSchema, { challengeId: 'c', sessionId: 's', wait: { seconds, nanos } });
  expect(get(60n)).toEqual([]);
  expect(get(60n, 1)).toEqual(['wait']);
  expect(get(-1n)).toEqual(['wait']);
});

test('GetSubjectStatusRequest refuses an empty factor type, but not a missing one', () => {
  expect(fieldsAtFault(GetSubjectStatusRequestSchema, { subject })).toEqual([]);
  expect(fieldsAtFault(GetSubjectStatusRequestSchema, { subject, factorType: '' })).toEqual(['factor_type']);
});

test('ResetSubjectRequest needs a known kind', () => {
  const reset = (kind: number) =>
    fieldsAtFault(ResetSubjectRequestSchema, {
      requestId,
      subject,
      factorType: 'soft-pin',
      kind: kind as ResetSubjectRequest_Kind,
    });
  expect(reset(ResetSubjectRequest_Kind.UNLOCK)).toEqual([]);
  expect(reset(0)).toEqual(['kind']);
  expect(reset(9)).toEqual(['kind']);
});

test('ListEventsRequest bounds the page and the times', () => {
  const list = (fields: MessageInitShape<typeof ListEventsRequestSchema>) =>
    fieldsAtFault(ListEventsRequestSchema, { tenantId: 'default', ...fields });
  expect(list({ pageSize: 0 })).toEqual([]);
  expect(list({ pageSize: 1000, types: ['subject.locked'] })).toEqual([]);
  expect(list({ pageSize: 1001 })).toEqual(['page_size']);
  expect(list({ pageSize: -1 })).toEqual(['page_size']);
  expect(list({ since: { seconds: 253402300800n } })).toEqual(['since']);
  expect(list({ subjectId: '' })).toEqual(['subject_id']);
  expect(list({ types: [''] })).toEqual(['types[0]']);
});
