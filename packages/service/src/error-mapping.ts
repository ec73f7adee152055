import { type Refusal, StoreError } from '@authfactor/engine';
import type { ErrorReason } from '@authfactor/proto';
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from '@authfactor/proto/google-rpc';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { durationFromMs } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError } from '@connectrpc/connect';

/** The domain of every `google.rpc.ErrorInfo`. */
export const ERROR_DOMAIN = 'authfactor.dev';

/** A value of the contract's `ErrorReason`, without its prefix. */
export type Reason = Exclude<keyof typeof ErrorReason, 'UNSPECIFIED'>;

const codes: Readonly<Record<Reason, Code>> = {
  INVALID_REQUEST: Code.InvalidArgument,
  CHANNEL_UNSUPPORTED: Code.InvalidArgument,
  UNKNOWN_FACTOR: Code.NotFound,
  CHALLENGE_NOT_FOUND: Code.NotFound,
  ENROLLMENT_NOT_FOUND: Code.NotFound,
  REQUEST_ID_REUSED: Code.AlreadyExists,
  NOT_ENROLLED: Code.FailedPrecondition,
  CHALLENGE_CLOSED: Code.FailedPrecondition,
  ENROLLMENT_CLOSED: Code.FailedPrecondition,
  ENROLLMENT_DISABLED: Code.FailedPrecondition,
  CHALLENGES_DISABLED: Code.FailedPrecondition,
  SUBJECT_DISABLED: Code.FailedPrecondition,
  SUBJECT_LOCKED: Code.FailedPrecondition,
  OVERLOADED: Code.ResourceExhausted,
  RATE_LIMITED: Code.ResourceExhausted,
  CONCURRENT_ATTEMPT: Code.Aborted,
  STALE_REVISION: Code.Aborted,
  DEPENDENCY_UNAVAILABLE: Code.Unavailable,
  UNAUTHENTICATED: Code.Unauthenticated,
  FRESH_LOGIN_REQUIRED: Code.Unauthenticated,
  PERMISSION_DENIED: Code.PermissionDenied,
  CAPABILITY_UNSUPPORTED: Code.Unimplemented,
  DEADLINE_EXCEEDED: Code.DeadlineExceeded,
  CREDENTIAL_DAMAGED: Code.DataLoss,
  INTERNAL: Code.Internal,
};

/** How long to wait, in ms, where whoever refuses did not say. */
const retryDefaults: Readonly<Partial<Record<Reason, number>>> = {
  OVERLOADED: 1000,
  RATE_LIMITED: 1000,
  DEPENDENCY_UNAVAILABLE: 1000,
  CONCURRENT_ATTEMPT: 100,
};

/** A factor may name any time. */
const LONGEST_RETRY_MS = 3_600_000;

/** `field` as the proto names it; empty where no field is to blame. `description` never holds a value. */
export interface FieldViolation {
  readonly field: string;
  readonly description: string;
}

export interface ErrorDetails {
  /** Code other than the reason's own; for services that are not ours, e.g. health. */
  readonly code?: Code;
  readonly retryAfterMs?: number | undefined;
  /** Ms since the Unix epoch. */
  readonly lockedUntil?: number | undefined;
  readonly violations?: readonly FieldViolation[];
}

/** An error as it goes on the wire: code, message and `ErrorInfo`, with `BadRequest` or `RetryInfo` where due. */
export function contractError(reason: Reason, message: string, details: ErrorDetails = {}): ConnectError {
  const metadata: Record<string, string> = {};
  if (details.lockedUntil !== undefined) metadata.locked_until = new Date(details.lockedUntil).toISOString();
  const info: MessageInitShape<typeof ErrorInfoSchema> = { reason, domain: ERROR_DOMAIN, metadata };
  const error = new ConnectError(message, details.code ?? codes[reason], undefined, [
    { desc: ErrorInfoSchema, value: info },
  ]);
  if (reason === 'INVALID_REQUEST') {
    const fieldViolations = [...(details.violations ?? [{ field: '', description: message }])];
    error.details.push({ desc: BadRequestSchema, value: { fieldViolations } });
  }
  const retryDelay = retryDelayOf(reason, details.retryAfterMs);
  if (retryDelay !== undefined) error.details.push({ desc: RetryInfoSchema, value: { retryDelay } });
  return error;
}

function retryDelayOf(reason: Reason, retryAfterMs: number | undefined) {
  const fallback = retryDefaults[reason];
  if (fallback === undefined) return undefined;
  const isTime = retryAfterMs !== undefined && retryAfterMs >= 0;
  return durationFromMs(Math.ceil(Math.min(isTime ? retryAfterMs : fallback, LONGEST_RETRY_MS)));
}

/** The engine's "no". */
export function refusalToError(refusal: Refusal): ConnectError {
  const { reason, message, retryAfterMs, lockedUntil, field } = refusal;
  return contractError(reason, message, {
    retryAfterMs,
    lockedUntil,
    ...(field === undefined ? {} : { violations: [{ field, description: message }] }),
  });
}

export const deadlineExceeded = (): ConnectError =>
  contractError('DEADLINE_EXCEEDED', "The call's deadline passed; repeat it with the same request id");

export const shuttingDown = (): ConnectError =>
  contractError('DEPENDENCY_UNAVAILABLE', 'The server is shutting down; repeat the call with the same request id');

const internal = (): ConnectError => contractError('INTERNAL', 'Something went wrong on our side; try again later');

/** Whether an error carries its `ErrorInfo` already. */
export function hasErrorInfo(error: ConnectError): boolean {
  return error.details.some(
    (detail) => ('desc' in detail ? detail.desc.typeName : detail.type) === ErrorInfoSchema.typeName,
  );
}

/**
 * Whatever a handler threw. `expected` is false for a defect, which is worth a log line; its text never goes on the
 * wire.
 */
export function faultToError(
  fault: unknown,
  signal: AbortSignal,
): { readonly error: ConnectError; readonly expected: boolean } {
  if (fault instanceof ConnectError && hasErrorInfo(fault)) return { error: fault, expected: true };
  if (signal.aborted && isAbort(fault, signal)) return { error: abortToError(signal.reason), expected: true };
  if (fault instanceof StoreError && fault.code === 'unavailable') {
    const message = 'The store does not answer; repeat the call with the same request id';
    return { error: contractError('DEPENDENCY_UNAVAILABLE', message), expected: false };
  }
  return { error: internal(), expected: false };
}

const isAbort = (fault: unknown, signal: AbortSignal): boolean =>
  fault === signal.reason || (fault instanceof Error && fault.name === 'AbortError');

function abortToError(reason: unknown): ConnectError {
  if (reason instanceof ConnectError) {
    if (hasErrorInfo(reason)) return reason;
    if (reason.code === Code.DeadlineExceeded) return deadlineExceeded();
  }
  // Nobody is left to read it, so there is no reason for it in the contract.
  return new ConnectError('The caller canceled the call', Code.Canceled);
}

const UNREADABLE = "The message cannot be read; send one of the RPC's type, in valid UTF-8";

/** What connect's own errors are about, by how their messages begin. Their text may repeat the request, so it is dropped. */
const protocolMessages: readonly (readonly [RegExp, Reason, string])[] = [
  [/^parse binary/, 'INVALID_REQUEST', UNREADABLE],
  [/^received compressed envelope/, 'INVALID_REQUEST', UNREADABLE],
  [/^message size/, 'INVALID_REQUEST', 'The message is too large; send one of at most 16 KiB'],
  [/^(timeout|protocol error: invalid (grpc|connect) timeout)/, 'INVALID_REQUEST', 'The timeout header is malformed'],
  [
    /^protocol error: (missing|received extra) (input|output)/,
    'INVALID_REQUEST',
    'The call must carry exactly one message',
  ],
  [
    /^unknown compression/,
    'CAPABILITY_UNSUPPORTED',
    'Compressed messages are not accepted; send them with the identity encoding',
  ],
];

/** An error that connect raised before or after the handler, as the contract has it. */
export function protocolErrorToError(error: ConnectError): ConnectError {
  switch (error.code) {
    case Code.Canceled:
      return error;
    case Code.DeadlineExceeded:
      return deadlineExceeded();
    default: {
      const match = protocolMessages.find(([pattern]) => pattern.test(error.rawMessage));
      if (match !== undefined) return contractError(match[1], match[2]);
      if (error.code === Code.Unimplemented) return unknownMethod();
      if (error.code === Code.InvalidArgument) return contractError('INVALID_REQUEST', UNREADABLE);
      return internal();
    }
  }
}

export const unknownMethod = (): ConnectError =>
  contractError('CAPABILITY_UNSUPPORTED', 'There is no such RPC; compare its name with the contract');
