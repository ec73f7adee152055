import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from '@authfactor/proto/google-rpc';
import { type DescMessage, fromBinary, type MessageShape } from '@bufbuild/protobuf';
import { durationMs } from '@bufbuild/protobuf/wkt';
import { type ErrorReason, readErrorReason } from './error-reason.ts';
import type { StatusCode, TransportFailure } from './transport.ts';

const DOMAIN = 'authfactor.dev';

/** A field of the request that was refused. */
export interface Violation {
  /** The field's path as the contract names it, e.g. `subject.tenant_id`. */
  readonly field: string;
  readonly description: string;
}

export interface AuthFactorErrorDetails {
  readonly reason: ErrorReason;
  readonly code: StatusCode;
  readonly retryAfter?: number | undefined;
  readonly lockedUntil?: Date | undefined;
  readonly violations?: readonly Violation[];
  readonly requestId?: string | undefined;
  readonly cause?: unknown;
}

/** A call that failed. Never holds an answer, a token or anything else that is secret. */
export class AuthFactorError extends Error {
  readonly reason: ErrorReason;
  readonly code: StatusCode;
  /** When the server asks to be called again, in ms from its answer. */
  readonly retryAfter: number | undefined;
  /** With `SUBJECT_LOCKED`. */
  readonly lockedUntil: Date | undefined;
  readonly violations: readonly Violation[];
  /** Repeating the call with it is safe: whatever happened to this one, it counts once. */
  readonly requestId: string | undefined;

  constructor(message: string, details: AuthFactorErrorDetails) {
    super(message, { cause: details.cause });
    this.name = 'AuthFactorError';
    this.reason = details.reason;
    this.code = details.code;
    this.retryAfter = details.retryAfter;
    this.lockedUntil = details.lockedUntil;
    this.violations = details.violations ?? [];
    this.requestId = details.requestId;
  }
}

/** Reads ErrorInfo, BadRequest and RetryInfo out of a failure. A detail that does not parse counts as absent. */
export const errorFromFailure = (failure: TransportFailure, requestId: string | undefined): AuthFactorError => {
  const find = <T extends DescMessage>(schema: T): MessageShape<T> | undefined => {
    const detail = failure.details.find(({ type }) => type === schema.typeName);
    if (detail === undefined) return undefined;
    try {
      return fromBinary(schema, detail.value);
    } catch {
      return undefined;
    }
  };
  const found = find(ErrorInfoSchema);
  const info = found?.domain === DOMAIN ? found : undefined;
  const retryDelay = find(RetryInfoSchema)?.retryDelay;
  const lockedUntil = Date.parse(info?.metadata.locked_until ?? '');
  return new AuthFactorError(failure.message, {
    reason: readErrorReason(info?.reason ?? ''),
    code: failure.code,
    retryAfter: retryDelay === undefined ? undefined : Math.max(0, durationMs(retryDelay)),
    lockedUntil: Number.isNaN(lockedUntil) ? undefined : new Date(lockedUntil),
    violations: (find(BadRequestSchema)?.fieldViolations ?? []).map(({ field, description }) => ({
      field,
      description,
    })),
    requestId,
    cause: failure,
  });
};
