import { ErrorInfoSchema, RetryInfoSchema } from '@authfactor/proto/google-rpc';
import { Code, ConnectError } from '@connectrpc/connect';

const DOMAIN = 'authfactor.dev';
const MAX_RETRY_MS = 60_000;

/** Why a call failed. `reason`: the contract's name of it; `undefined` where the remote gave none. */
export interface RemoteFailure {
  readonly reason: string | undefined;
  readonly code: Code;
  readonly retryAfterMs: number | undefined;
  /** With SUBJECT_LOCKED, ms since the Unix epoch. */
  readonly lockedUntil: number | undefined;
}

/** Whatever a call rejected with. The remote's own sentence is dropped: it may say anything. */
export function readFailure(error: unknown): RemoteFailure {
  const failed = ConnectError.from(error);
  const [info] = failed.findDetails(ErrorInfoSchema).filter(({ domain }) => domain === DOMAIN);
  const delay = failed.findDetails(RetryInfoSchema)[0]?.retryDelay;
  const ms = delay === undefined ? undefined : Number(delay.seconds) * 1000 + Math.ceil(delay.nanos / 1_000_000);
  const until = Date.parse(info?.metadata.locked_until ?? '');
  return {
    reason: info?.reason,
    code: failed.code,
    retryAfterMs: ms === undefined ? undefined : Math.min(Math.max(ms, 0), MAX_RETRY_MS),
    lockedUntil: Number.isNaN(until) ? undefined : until,
  };
}

const TRANSIENT: ReadonlySet<string> = new Set([
  'DEPENDENCY_UNAVAILABLE',
  'OVERLOADED',
  'CONCURRENT_ATTEMPT',
  'DEADLINE_EXCEEDED',
]);

const TRANSIENT_CODES: ReadonlySet<Code> = new Set([
  // A connection that broke: nobody here cancels.
  Code.Canceled,
  Code.Unavailable,
  Code.DeadlineExceeded,
  Code.Aborted,
  Code.ResourceExhausted,
]);

/** Whether the same call, with the same request id, may go better in a moment. */
export const isTransient = ({ reason, code }: RemoteFailure): boolean =>
  reason === undefined ? TRANSIENT_CODES.has(code) : TRANSIENT.has(reason);

/** What can be told of a failure in a log. */
export const describeFailure = ({ reason, code }: RemoteFailure): string =>
  reason !== undefined && /^[A-Z_]{1,64}$/.test(reason) ? reason : (Code[code] ?? 'Unknown');
