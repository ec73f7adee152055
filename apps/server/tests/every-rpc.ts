import { randomUUID } from 'node:crypto';
import {
  AuthFactorAdminService,
  AuthFactorService,
  Channel,
  EnrollmentService,
  ResetSubjectRequest_Kind as ResetKind,
} from '@authfactor/proto';
import type { DescMessage, DescMethodUnary, MessageInitShape } from '@bufbuild/protobuf';
import { connectAs, SESSION, TENANT } from './actors.ts';
import { connectRaw, failureOf, type WireError } from './raw-grpc.ts';
import type { RunningTestServer } from './running-server.ts';

const PIN = '907152';
const FACTOR = 'soft-pin';

/** What the calls are about, made while all was well. */
export interface RpcSubject {
  readonly subjectId: string;
  readonly challengeId: string;
  readonly enrollmentId: string;
}

/** A subject with an open challenge and an open enrolment. */
export async function prepareSubject(server: RunningTestServer, subjectId: string): Promise<RpcSubject> {
  await using user = await connectAs(server, { scope: 'factor.enroll', subject: subjectId, tenants: [TENANT] });
  const input = { kind: 'typed', text: PIN, channel: 'keypad' } as const;
  const { enrollment: first } = await user.enrollments.begin({ factorType: FACTOR });
  await user.enrollments.submitInput({ enrollmentId: first.enrollmentId, input, confirmation: input });
  await using agent = await connectAs(server, { scope: 'factor.verify' });
  const subject = { tenantId: TENANT, subjectId };
  const { challengeId } = await agent.challenges.begin({ subject, factorType: FACTOR, sessionId: SESSION });
  const { enrollment } = await user.enrollments.begin({ factorType: FACTOR });
  return { subjectId, challengeId, enrollmentId: enrollment.enrollmentId };
}

/** Calls every RPC of the contract once, with a request that is right. Gives each one's error; rejects where one succeeds. */
export async function failuresOfEveryRpc(
  server: RunningTestServer,
  { subjectId, challengeId, enrollmentId }: RpcSubject,
): Promise<ReadonlyMap<string, WireError>> {
  using raw = connectRaw(server.grpcUrl);
  const tokens = {
    verify: await server.token({ scopes: ['factor.verify'] }),
    enroll: await server.token({ scopes: ['factor.enroll'], subject: subjectId, tenants: [TENANT] }),
    // What changes an account waits in line: each line of its own, so that none waits for another.
    other: await server.token({ scopes: ['factor.enroll'], subject: `${subjectId}-other`, tenants: [TENANT] }),
    admin: await server.token({ scopes: ['factor.admin'] }),
  };
  const subject = { tenantId: TENANT, subjectId };
  const input = { value: { case: 'typed', value: { text: PIN, channel: Channel.KEYPAD } } } as const;
  const failures = new Map<string, Promise<WireError>>();
  function call<I extends DescMessage, O extends DescMessage>(
    scope: keyof typeof tokens,
    method: DescMethodUnary<I, O>,
    init: MessageInitShape<I>,
  ): void {
    failures.set(`${method.parent.name}.${method.name}`, failureOf(raw.call(method, init, { token: tokens[scope] })));
  }

  const verification = AuthFactorService.method;
  const challenge = { challengeId, sessionId: SESSION };
  call('verify', verification.listFactors, { tenantId: TENANT });
  call('verify', verification.getSubjectStatus, { subject });
  call('verify', verification.beginChallenge, {
    requestId: randomUUID(),
    subject,
    factorType: FACTOR,
    sessionId: SESSION,
  });
  call('verify', verification.submitAnswer, { requestId: randomUUID(), ...challenge, input });
  call('verify', verification.getChallenge, challenge);
  call('verify', verification.cancelChallenge, challenge);

  const enrollment = EnrollmentService.method;
  call('enroll', enrollment.getEnrollmentOptions, {});
  call('enroll', enrollment.beginEnrollment, { requestId: randomUUID(), factorType: FACTOR });
  call('enroll', enrollment.submitEnrollmentInput, {
    requestId: randomUUID(),
    enrollmentId,
    input,
    confirmation: input,
  });
  call('enroll', enrollment.getEnrollment, { enrollmentId });
  call('enroll', enrollment.cancelEnrollment, { enrollmentId });
  call('other', enrollment.removeCredential, { requestId: randomUUID(), factorType: FACTOR });

  const administration = AuthFactorAdminService.method;
  const reason = 'test';
  call('admin', administration.getSubjectStatus, { subject });
  call('admin', administration.resetSubject, {
    requestId: randomUUID(),
    subject: { tenantId: TENANT, subjectId: `${subjectId}-third` },
    factorType: FACTOR,
    kind: ResetKind.DISABLE,
    reason,
  });
  call('admin', administration.deleteSubject, { requestId: randomUUID(), subject, reason });
  call('admin', administration.getAvailability, { tenantId: TENANT, factorType: FACTOR });
  call('admin', administration.setAvailability, {
    tenantId: TENANT,
    factorType: FACTOR,
    challengesEnabled: false,
    reason,
  });
  call('admin', administration.listEvents, { tenantId: TENANT });

  const ended = await Promise.all([...failures].map(async ([name, error]) => [name, await error] as const));
  return new Map(ended);
}

/** The names that `failuresOfEveryRpc` gives. */
export const EVERY_RPC: readonly string[] = [AuthFactorService, EnrollmentService, AuthFactorAdminService].flatMap(
  (service) => service.methods.map((method) => `${service.name}.${method.name}`),
);
