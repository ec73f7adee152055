import { randomUUID } from 'node:crypto';
import { AuthFactorAdminService, AuthFactorService, EnrollmentService } from '@authfactor/proto';
import type { DescMethodUnary, JsonObject } from '@bufbuild/protobuf';

export interface RequestNames {
  readonly tenantId: string;
  readonly subjectId: string;
  readonly sessionId: string;
  readonly challengeId: string;
  readonly enrollmentId: string;
}

/** Whose token a call needs. */
export type TokenKind = 'verify' | 'enroll' | 'admin';

export type RightRequest = readonly [method: DescMethodUnary, token: TokenKind, request: JsonObject];

/**
 * A request of every RPC in the contract's JSON, right in every field, for a test to break. No field that may be left
 * out, except where there would be no other.
 */
export function rightRequests({
  tenantId,
  subjectId,
  sessionId,
  challengeId,
  enrollmentId,
}: RequestNames): RightRequest[] {
  const requestId = randomUUID();
  const subject = { tenantId, subjectId };
  const factorType = 'soft-pin';
  const challenge = { challengeId, sessionId };
  const input = { typed: { text: '907152', channel: 'CHANNEL_KEYPAD' } };
  const { method: verifying } = AuthFactorService;
  const { method: enrolling } = EnrollmentService;
  const { method: administering } = AuthFactorAdminService;
  return [
    [verifying.listFactors, 'verify', { tenantId }],
    [verifying.getSubjectStatus, 'verify', { subject, factorType }],
    [verifying.beginChallenge, 'verify', { requestId, subject, factorType, sessionId }],
    [verifying.submitAnswer, 'verify', { requestId, ...challenge, input }],
    [verifying.getChallenge, 'verify', challenge],
    [verifying.cancelChallenge, 'verify', challenge],
    [enrolling.getEnrollmentOptions, 'enroll', {}],
    [enrolling.beginEnrollment, 'enroll', { requestId, factorType }],
    [enrolling.submitEnrollmentInput, 'enroll', { requestId, enrollmentId, input }],
    [enrolling.getEnrollment, 'enroll', { enrollmentId }],
    [enrolling.cancelEnrollment, 'enroll', { enrollmentId }],
    [enrolling.removeCredential, 'enroll', { requestId, factorType }],
    [administering.getSubjectStatus, 'admin', { subject, factorType }],
    [administering.resetSubject, 'admin', { requestId, subject, factorType, kind: 'KIND_REVOKE_CREDENTIAL' }],
    [administering.deleteSubject, 'admin', { requestId, subject }],
    [administering.getAvailability, 'admin', { tenantId, factorType }],
    [administering.setAvailability, 'admin', { tenantId, factorType }],
    [administering.listEvents, 'admin', { tenantId }],
  ];
}
