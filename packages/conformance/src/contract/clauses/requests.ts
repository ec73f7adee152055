import { randomUUID } from 'node:crypto';
import {
  AuthFactorAdminService,
  AuthFactorService,
  BeginChallengeRequestSchema,
  EnrollmentService,
  SubjectRefSchema,
} from '@authfactor/proto';
import { create, toBinary } from '@bufbuild/protobuf';
import type { Answer } from '../calls.ts';
import type { Clause } from '../clause.ts';
import { inputOf } from '../input.ts';
import type { Kit } from '../kit.ts';
import { accepted, must, mustEqual, refused, skip } from '../must.ts';
import { watchChallenges } from '../watchers/challenge-watcher.ts';
import { watchDetails, watchReasons } from '../watchers/error-watchers.ts';
import { watchSecrets } from '../watchers/secret-watcher.ts';

const { method } = AuthFactorService;
const BEGIN_PATH = `/${AuthFactorService.typeName}/BeginChallenge`;
/** Field 5000 with the number 1, which no version of the contract has. */
const UNKNOWN_FIELD = Uint8Array.of(0xc0, 0xb8, 0x02, 0x01);
/** Stands in no sentence of anybody's. */
const NO_ANSWER = 'conformance-answer';
const STRANGER_TENANT = 'conformance-no-such-tenant';

function beginBytes(kit: Kit, subjectId: string): Uint8Array {
  const message = create(BeginChallengeRequestSchema, {
    requestId: randomUUID(),
    subject: { tenantId: kit.tenant, subjectId },
    factorType: kit.factorType,
    sessionId: 'conformance',
  });
  return toBinary(BeginChallengeRequestSchema, message);
}

/** Requests that break a rule of the contract, each with the fields that its error must name. */
function malformed(kit: Kit): readonly (readonly [readonly string[], () => Promise<Answer<unknown>>])[] {
  const { calls } = kit.agent;
  const subject = { tenantId: kit.tenant, subjectId: 'anyone' };
  const begin = { requestId: randomUUID(), subject, factorType: kit.factorType, sessionId: 'conformance' };
  const submit = {
    requestId: randomUUID(),
    challengeId: 'conformance',
    sessionId: 'conformance',
    input: inputOf(NO_ANSWER, kit.channel),
  };
  const get = { challengeId: 'conformance', sessionId: 'conformance' };
  return [
    [['request_id'], () => calls.call(method.beginChallenge, { ...begin, requestId: 'not-a-uuid' })],
    [['subject'], () => calls.call(method.beginChallenge, { ...begin, subject: undefined })],
    [
      ['subject.subject_id'],
      () => calls.call(method.beginChallenge, { ...begin, subject: { ...subject, subjectId: '' } }),
    ],
    [
      ['subject.tenant_id'],
      () => calls.call(method.beginChallenge, { ...begin, subject: { ...subject, tenantId: '' } }),
    ],
    [['factor_type'], () => calls.call(method.beginChallenge, { ...begin, factorType: 'Not Kebab' })],
    [['session_id'], () => calls.call(method.beginChallenge, { ...begin, sessionId: '' })],
    [['session_id'], () => calls.call(method.beginChallenge, { ...begin, sessionId: 'a\nb' })],
    [['session_id'], () => calls.call(method.beginChallenge, { ...begin, sessionId: 'é'.repeat(129) })],
    [['request_id', 'session_id'], () => calls.call(method.beginChallenge, { ...begin, requestId: '', sessionId: '' })],
    [['request_id'], () => calls.call(method.submitAnswer, { ...submit, requestId: '' })],
    [['challenge_id'], () => calls.call(method.submitAnswer, { ...submit, challengeId: '' })],
    [['input'], () => calls.call(method.submitAnswer, { ...submit, input: undefined })],
    [['challenge_id'], () => calls.call(method.getChallenge, { ...get, challengeId: '' })],
    [['wait'], () => calls.call(method.getChallenge, { ...get, wait: { seconds: 61n } })],
    [['wait'], () => calls.call(method.getChallenge, { ...get, wait: { seconds: -1n } })],
    [['session_id'], () => calls.call(method.cancelChallenge, { ...get, sessionId: '' })],
    [['tenant_id'], () => calls.call(method.listFactors, { tenantId: '' })],
    [['subject'], () => calls.call(method.getSubjectStatus, {})],
  ];
}

/** What holds for every call. */
export const REQUESTS: readonly Clause[] = [
  {
    id: '1.1',
    text: 'Every error must carry exactly one google.rpc.ErrorInfo with the domain authfactor.dev and a reason, and have the gRPC code of that reason.',
    watch: watchReasons,
  },
  {
    id: '1.2',
    text: 'google.rpc.RetryInfo must come with the reasons that ask to come back and with no other, google.rpc.BadRequest with INVALID_REQUEST, locked_until with SUBJECT_LOCKED.',
    watch: watchDetails,
  },
  {
    id: '1.3',
    text: 'Nothing of an answer must ever come back, in a prompt, an error or any other byte, in whatever encoding.',
    watch: watchSecrets,
  },
  {
    id: '1.4',
    text: 'Every challenge must be told with a state, with a verification exactly where it is VERIFIED, and without a match_code where it is final; every answer with an outcome.',
    watch: watchChallenges,
  },
  {
    id: '1.5',
    text: 'A request that breaks a rule of the contract must be refused with INVALID_REQUEST, which names every field at fault.',
    async test(kit) {
      for (const [fields, call] of malformed(kit)) {
        const what = `A request with a bad ${fields.join(' and ')}`;
        const error = refused(await call(), 'INVALID_REQUEST', what);
        for (const field of fields) {
          const named = error.fields?.some((name) => name === field || name.startsWith(`${field}.`)) === true;
          must(named, `${what} must be refused naming ${field}; it named ${error.fields?.join(', ') || 'none'}`);
        }
      }
    },
  },
  {
    id: '1.6',
    profiles: ['standalone'],
    text: 'Bytes that are no message, text that is not UTF-8 and messages over 16 KiB must be refused with INVALID_REQUEST.',
    async test({ agent }) {
      const bodies: readonly (readonly [string, Uint8Array])[] = [
        ['Bytes that are no message', Uint8Array.of(0x0a, 0x7f, 0x01)],
        ['Text that is not UTF-8', Uint8Array.of(0x0a, 0x02, 0xff, 0xfe)],
        ['A message that is too large', new Uint8Array(20 * 1024)],
      ];
      for (const [what, body] of bodies) {
        const answer = await agent.calls.send({ path: BEGIN_PATH, output: method.beginChallenge.output }, body);
        refused(answer, 'INVALID_REQUEST', what);
      }
    },
  },
  {
    id: '1.7',
    text: 'Fields that the service does not know must be ignored.',
    async test(kit) {
      const body = Buffer.concat([beginBytes(kit, (await kit.pool.take()).id), UNKNOWN_FIELD]);
      const to = { path: BEGIN_PATH, output: method.beginChallenge.output };
      const { challenge } = accepted(
        await kit.agent.calls.send(to, new Uint8Array(body)),
        'A request with an unknown field',
      );
      must((challenge?.challengeId ?? '') !== '', 'It must begin a challenge');
      await kit.agent.cancel({ challengeId: challenge?.challengeId ?? '', sessionId: 'conformance' });
    },
  },
  {
    id: '1.8',
    profiles: ['standalone'],
    text: 'An RPC that the contract does not have must be refused with CAPABILITY_UNSUPPORTED.',
    async test({ agent }) {
      const to = { path: `/${AuthFactorService.typeName}/ConformanceNoSuchRpc`, output: method.beginChallenge.output };
      refused(await agent.calls.send(to, new Uint8Array()), 'CAPABILITY_UNSUPPORTED', 'An unknown RPC');
    },
  },
  {
    id: '1.9',
    text: 'Where tokens are asked for, a call without one, or with one that is not valid, must be refused with UNAUTHENTICATED.',
    async test(kit) {
      if (kit.tokens.verify === undefined) return skip('needs --token');
      const ask = { tenantId: kit.tenant };
      for (const calls of [
        kit.calls.anonymous,
        kit.calls.with('not-a-token'),
        kit.calls.with(`${kit.tokens.verify}x`),
      ]) {
        refused(await calls.call(method.listFactors, ask), 'UNAUTHENTICATED', 'A call without a valid token');
      }
      const answer = await kit.calls.anonymous.call(method.submitAnswer, {
        requestId: randomUUID(),
        challengeId: 'conformance',
        sessionId: 'conformance',
        input: inputOf(NO_ANSWER, kit.channel),
      });
      refused(answer, 'UNAUTHENTICATED', 'An answer without a token');
    },
  },
  {
    id: '1.10',
    profiles: ['standalone'],
    text: 'A token without the scope of an RPC must be refused with PERMISSION_DENIED: an orchestrator can neither enrol nor administer.',
    async test(kit) {
      const { calls } = kit.agent;
      const { tenant: tenantId, factorType } = kit;
      const enroll = await calls.call(EnrollmentService.method.beginEnrollment, {
        requestId: randomUUID(),
        factorType,
      });
      refused(enroll, 'PERMISSION_DENIED', 'BeginEnrollment by an orchestrator');
      const admin = await calls.call(AuthFactorAdminService.method.getAvailability, { tenantId, factorType });
      refused(admin, 'PERMISSION_DENIED', 'GetAvailability by an orchestrator');
    },
  },
  {
    id: '1.11',
    profiles: ['standalone'],
    text: 'A tenant that the token does not name must be refused with PERMISSION_DENIED, with the same bytes whether or not the subject is enrolled anywhere.',
    async test(kit) {
      const { calls } = kit.agent;
      refused(await calls.call(method.listFactors, { tenantId: STRANGER_TENANT }), 'PERMISSION_DENIED', 'ListFactors');
      const ids = [(await kit.pool.take()).id, `conformance-${randomUUID()}`];
      const errors = await Promise.all(
        ids.map(async (subjectId) => {
          const subject = create(SubjectRefSchema, { tenantId: STRANGER_TENANT, subjectId });
          refused(await calls.call(method.getSubjectStatus, { subject }), 'PERMISSION_DENIED', 'GetSubjectStatus');
          return refused(await kit.agent.begin(subjectId, { subject }), 'PERMISSION_DENIED', 'BeginChallenge');
        }),
      );
      mustEqual(errors[0], errors[1], 'The error for a subject who is enrolled elsewhere, and for one who is not,');
    },
  },
];
