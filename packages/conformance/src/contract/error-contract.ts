/** What the contract says of each reason (authfactor/v1/error_reason.proto): its gRPC code and its details. */
export interface ReasonContract {
  readonly code: string;
  /** Comes with `google.rpc.RetryInfo`. */
  readonly retry?: true;
  /** Comes with `google.rpc.BadRequest`. */
  readonly badRequest?: true;
}

export const ERROR_DOMAIN = 'authfactor.dev';

export const REASONS: Readonly<Record<string, ReasonContract>> = {
  INVALID_REQUEST: { code: 'INVALID_ARGUMENT', badRequest: true },
  REQUEST_ID_REUSED: { code: 'ALREADY_EXISTS' },
  UNKNOWN_FACTOR: { code: 'NOT_FOUND' },
  NOT_ENROLLED: { code: 'FAILED_PRECONDITION' },
  CHALLENGE_NOT_FOUND: { code: 'NOT_FOUND' },
  CHALLENGE_CLOSED: { code: 'FAILED_PRECONDITION' },
  SUBJECT_LOCKED: { code: 'FAILED_PRECONDITION' },
  SUBJECT_DISABLED: { code: 'FAILED_PRECONDITION' },
  ENROLLMENT_DISABLED: { code: 'FAILED_PRECONDITION' },
  CHALLENGES_DISABLED: { code: 'FAILED_PRECONDITION' },
  CHANNEL_UNSUPPORTED: { code: 'INVALID_ARGUMENT' },
  RATE_LIMITED: { code: 'RESOURCE_EXHAUSTED', retry: true },
  OVERLOADED: { code: 'RESOURCE_EXHAUSTED', retry: true },
  DEPENDENCY_UNAVAILABLE: { code: 'UNAVAILABLE', retry: true },
  CONCURRENT_ATTEMPT: { code: 'ABORTED', retry: true },
  STALE_REVISION: { code: 'ABORTED' },
  CAPABILITY_UNSUPPORTED: { code: 'UNIMPLEMENTED' },
  UNAUTHENTICATED: { code: 'UNAUTHENTICATED' },
  PERMISSION_DENIED: { code: 'PERMISSION_DENIED' },
  CREDENTIAL_DAMAGED: { code: 'DATA_LOSS' },
  INTERNAL: { code: 'INTERNAL' },
  ENROLLMENT_NOT_FOUND: { code: 'NOT_FOUND' },
  ENROLLMENT_CLOSED: { code: 'FAILED_PRECONDITION' },
  FRESH_LOGIN_REQUIRED: { code: 'UNAUTHENTICATED' },
  DEADLINE_EXCEEDED: { code: 'DEADLINE_EXCEEDED' },
};
