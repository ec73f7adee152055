/** Every refusal that the engine gives, by its name in the contract's `ErrorReason`. */
export type RefusalReason =
  | 'INVALID_REQUEST'
  | 'REQUEST_ID_REUSED'
  | 'UNKNOWN_FACTOR'
  | 'NOT_ENROLLED'
  | 'CHALLENGE_NOT_FOUND'
  | 'CHALLENGE_CLOSED'
  | 'SUBJECT_LOCKED'
  | 'SUBJECT_DISABLED'
  | 'ENROLLMENT_DISABLED'
  | 'CHALLENGES_DISABLED'
  | 'CHANNEL_UNSUPPORTED'
  | 'RATE_LIMITED'
  | 'OVERLOADED'
  | 'DEPENDENCY_UNAVAILABLE'
  | 'CONCURRENT_ATTEMPT'
  | 'STALE_REVISION'
  | 'CAPABILITY_UNSUPPORTED'
  | 'PERMISSION_DENIED'
  | 'CREDENTIAL_DAMAGED'
  | 'ENROLLMENT_NOT_FOUND'
  | 'ENROLLMENT_CLOSED'
  | 'FRESH_LOGIN_REQUIRED';

/** An expected "no". `message` is a sentence that may be shown to the API's caller. */
export interface Refusal {
  readonly kind: 'refused';
  readonly reason: RefusalReason;
  readonly message: string;
  /** With OVERLOADED, RATE_LIMITED, CONCURRENT_ATTEMPT and DEPENDENCY_UNAVAILABLE. */
  readonly retryAfterMs?: number;
  /** With SUBJECT_LOCKED, ms since the Unix epoch. */
  readonly lockedUntil?: number;
  /** With INVALID_REQUEST: the request's field, as the proto names it. */
  readonly field?: string;
}

export type Outcome<T> = { readonly kind: 'ok'; readonly value: T } | Refusal;

export const ok = <T>(value: T): Outcome<T> => ({ kind: 'ok', value });

export const refuse = (
  reason: RefusalReason,
  message: string,
  details: Pick<Refusal, 'retryAfterMs' | 'lockedUntil' | 'field'> = {},
): Refusal => ({ kind: 'refused', reason, message, ...details });
