import type {
  Answer,
  Assurance,
  Channel,
  Factor,
  FactorInfo,
  InputSpec,
  Rejection,
  RenderedPrompt,
  UnusableReason,
} from '@authfactor/factor';
import type { ChallengeState, EnrollmentState, LoggedEvent } from './documents.ts';
import type { Outcome } from './outcome.ts';

/** Who calls, as the verified token says. */
export interface Caller {
  /** The OAuth client, e.g. an orchestrator. */
  readonly clientId: string;
  readonly tenants: readonly string[];
  readonly scopes: readonly string[];
  /** The end user or administrator, where the token is a person's. */
  readonly subject?: string;
  /** When the person last logged in, ms since the Unix epoch. */
  readonly authTime?: number;
}

export interface CallContext {
  readonly caller: Caller;
  /** Aborts when the call is canceled or its deadline passes. Counts only until an attempt is reserved. */
  readonly signal: AbortSignal;
  /** Ms since the Unix epoch. */
  readonly deadline?: number;
}

/** One person of one tenant. */
export interface SubjectRef {
  readonly tenant: string;
  readonly subject: string;
}

export interface AvailabilityView {
  readonly enrollmentEnabled: boolean;
  readonly challengesEnabled: boolean;
  /** 0 while nothing was ever stored. */
  readonly revision: number;
  readonly updatedAt?: number;
  readonly updatedBy?: string;
  readonly reason?: string;
}

export interface FactorView {
  readonly info: FactorInfo;
  readonly availability: AvailabilityView;
  readonly challengeTtlMs: number;
  readonly idempotencyWindowMs: number;
}

export interface SubjectStatusView {
  readonly factorType: string;
  readonly state: 'not-enrolled' | 'active' | 'locked' | 'disabled';
  readonly lockedUntil?: number;
  readonly enrolledAt?: number;
  readonly credentialRevision: number;
}

export interface PromptView extends RenderedPrompt {
  readonly args: Readonly<Record<string, string>>;
  readonly input: InputSpec;
  readonly channels: readonly Channel[];
}

/** What a factor assertion is made of; a pure function of what is stored. */
export interface VerificationView {
  readonly verifiedAt: number;
  readonly channel: Channel;
  readonly credentialRevision: number;
  readonly jti: string;
  readonly tenant: string;
  readonly subject: string;
  readonly client: string;
  readonly session: string;
  readonly purpose: string;
  readonly amr: readonly string[];
  readonly assurance: Assurance;
}

export interface ChallengeView {
  readonly challengeId: string;
  readonly factorType: string;
  readonly state: ChallengeState;
  readonly expiresAt: number;
  readonly prompt?: PromptView;
  readonly pollIntervalMs?: number;
  readonly attemptsRemaining?: number;
  readonly matchCode?: string;
  /** Only in state `verified`. */
  readonly verification?: VerificationView;
}

export type AnswerOutcome = 'verified' | 'mismatched' | 'unusable' | 'code-reused' | 'lost';

export interface AnswerView {
  readonly outcome: AnswerOutcome;
  /** Only with `unusable`. */
  readonly unusable?: UnusableReason;
  readonly challenge: ChallengeView;
  readonly lockedUntil?: number;
}

export interface EnrollmentView {
  readonly enrollmentId: string;
  readonly factorType: string;
  readonly state: EnrollmentState;
  readonly expiresAt: number;
  readonly prompt?: PromptView;
  /** Why the last input was refused. */
  readonly rejections: readonly Rejection[];
  readonly attemptsRemaining?: number;
}

export interface EnrollmentBegun {
  readonly enrollment: EnrollmentView;
  /** Secret: holds a seed. Empty where there is none, and once the enrolment has ended. */
  readonly provisioningUri: string;
}

export interface EnrollmentOption {
  readonly factor: FactorView;
  readonly status: SubjectStatusView;
}

export interface BeginChallengeRequest extends SubjectRef {
  readonly requestId: string;
  readonly factorType: string;
  readonly session: string;
  /** Empty: every channel of the factor. */
  readonly channels: readonly Channel[];
  readonly language: string;
  readonly purpose: string;
  readonly origin: string;
}

export interface SubmitAnswerRequest {
  readonly requestId: string;
  readonly challengeId: string;
  readonly session: string;
  readonly answer: Answer;
}

export interface ChallengeRequest {
  readonly challengeId: string;
  readonly session: string;
}

export interface GetChallengeRequest extends ChallengeRequest {
  /** Long poll: how long to wait for another state or match code than when the call came, in ms. */
  readonly waitMs: number;
}

export interface BeginEnrollmentRequest {
  readonly requestId: string;
  readonly factorType: string;
  readonly language: string;
}

export interface SubmitEnrollmentRequest {
  readonly requestId: string;
  readonly enrollmentId: string;
  readonly input: Answer;
  readonly confirmation?: Answer;
}

export interface RemoveCredentialRequest {
  readonly requestId: string;
  readonly factorType: string;
}

export type ResetKind = 'unlock' | 'revoke-credential' | 'disable' | 'enable';

export interface ResetSubjectRequest extends SubjectRef {
  readonly requestId: string;
  readonly factorType: string;
  readonly kind: ResetKind;
  readonly reason: string;
}

export interface DeleteSubjectRequest extends SubjectRef {
  readonly requestId: string;
  readonly reason: string;
}

export interface AvailabilityRequest {
  readonly tenant: string;
  readonly factorType: string;
}

export interface SetAvailabilityRequest extends AvailabilityRequest {
  readonly enrollmentEnabled?: boolean;
  readonly challengesEnabled?: boolean;
  readonly expectedRevision?: number;
  readonly reason: string;
}

export interface ListEventsRequest {
  readonly tenant: string;
  readonly subject?: string;
  readonly factorType?: string;
  readonly types: readonly string[];
  readonly since?: number;
  readonly until?: number;
  /** 0: the default of 100; at most 1000. */
  readonly pageSize: number;
  readonly pageToken: string;
}

export interface EventPage {
  readonly events: readonly LoggedEvent[];
  /** Empty on the last page. */
  readonly nextPageToken: string;
}

export interface StatusRequest extends SubjectRef {
  /** Absent: every factor. */
  readonly factorType?: string;
}

/** For orchestrators: verify callers. */
export interface VerificationApi {
  listFactors(context: CallContext, request: { readonly tenant: string }): Promise<Outcome<readonly FactorView[]>>;
  getSubjectStatus(context: CallContext, request: StatusRequest): Promise<Outcome<readonly SubjectStatusView[]>>;
  beginChallenge(context: CallContext, request: BeginChallengeRequest): Promise<Outcome<ChallengeView>>;
  submitAnswer(context: CallContext, request: SubmitAnswerRequest): Promise<Outcome<AnswerView>>;
  getChallenge(context: CallContext, request: GetChallengeRequest): Promise<Outcome<ChallengeView>>;
  cancelChallenge(context: CallContext, request: ChallengeRequest): Promise<Outcome<ChallengeView>>;
}

/** For end users: the subject is the caller's own, and the login must be fresh. */
export interface EnrollmentApi {
  getOptions(context: CallContext): Promise<Outcome<readonly EnrollmentOption[]>>;
  begin(context: CallContext, request: BeginEnrollmentRequest): Promise<Outcome<EnrollmentBegun>>;
  submit(context: CallContext, request: SubmitEnrollmentRequest): Promise<Outcome<EnrollmentView>>;
  get(context: CallContext, request: { readonly enrollmentId: string }): Promise<Outcome<EnrollmentView>>;
  cancel(context: CallContext, request: { readonly enrollmentId: string }): Promise<Outcome<EnrollmentView>>;
  removeCredential(context: CallContext, request: RemoveCredentialRequest): Promise<Outcome<SubjectStatusView>>;
}

/** For administrators. Never sees or chooses a secret. */
export interface AdministrationApi {
  getSubjectStatus(context: CallContext, request: StatusRequest): Promise<Outcome<readonly SubjectStatusView[]>>;
  resetSubject(context: CallContext, request: ResetSubjectRequest): Promise<Outcome<SubjectStatusView>>;
  deleteSubject(context: CallContext, request: DeleteSubjectRequest): Promise<Outcome<void>>;
  getAvailability(context: CallContext, request: AvailabilityRequest): Promise<Outcome<AvailabilityView>>;
  setAvailability(context: CallContext, request: SetAvailabilityRequest): Promise<Outcome<AvailabilityView>>;
  listEvents(context: CallContext, request: ListEventsRequest): Promise<Outcome<EventPage>>;
}

export type Readiness = { readonly ready: true } | { readonly ready: false; readonly why: string };

/**
 * The engine. Methods resolve to an outcome; they reject with the signal's reason when the call is canceled before
 * anything was counted, with `StoreError` when the store fails, and with anything else only where there is a defect.
 */
export interface Engine extends AsyncDisposable {
  readonly verification: VerificationApi;
  readonly enrollment: EnrollmentApi;
  readonly administration: AdministrationApi;
  /** Installs a factor of an expected type. Throws a `TypeError` for any other, and for one that contradicts itself. */
  install(factor: Factor): void;
  readiness(): Promise<Readiness>;
}
