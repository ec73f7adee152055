export type {
  AdministrationCalls,
  EventPage,
  ListEvents,
  ResetSubject,
  SetAvailability,
} from './administration-calls.ts';
export { AuthFactorError, type AuthFactorErrorDetails, type Violation } from './auth-factor-error.ts';
export type { CallOptions, TokenSource } from './caller.ts';
export { type AuthFactorClient, type AuthFactorClientOptions, createAuthFactorClient } from './client.ts';
export type { EnrollmentBegun, EnrollmentCalls, EnrollmentOption, SubmitEnrollmentInput } from './enrollment-calls.ts';
export type { ErrorReason } from './error-reason.ts';
export {
  type StatusCode,
  type StatusDetail,
  type Transport,
  type TransportCall,
  type TransportFactory,
  TransportFailure,
} from './transport.ts';
export type { AnswerResult, UnusableReason, UnverifiedAnswer } from './values/answer-result.ts';
export type {
  Challenge,
  FailedChallenge,
  OpenChallenge,
  Verification,
  VerifiedChallenge,
} from './values/challenge.ts';
export type { Enrollment, Rejection } from './values/enrollment.ts';
export type { AuditEvent } from './values/event.ts';
export type { Availability, Factor } from './values/factor.ts';
export type { Input, InputSpec, Prompt, SpeechInput, Transcript, TypedInput } from './values/interaction.ts';
export type { Assurance, Capability, Category, Channel, Role } from './values/names.ts';
export type { SubjectRef, SubjectStatus } from './values/subject.ts';
export type {
  BeginChallenge,
  ChallengeCalls,
  ChallengeRef,
  FactorCalls,
  SubmitAnswer,
} from './verification-calls.ts';
export type { Verify } from './verify-caller/create-verify.ts';
export type { DeviceNotice, Question, VerifyRequest } from './verify-caller/verify-request.ts';
export type { VerifyResult } from './verify-caller/verify-result.ts';
