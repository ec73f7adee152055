import type { DeviceStart } from '@authfactor/factor';
import { memberOf } from './json.ts';
import type { Exchange, OktaApi } from './okta-api.ts';
import { type Device, transactionIdOf, transactionText, verifyPath } from './okta-ids.ts';
import { OktaPushError, type OktaPushErrorCode } from './okta-push-error.ts';
import { matchCodeOf } from './push-result.ts';

export type StartPush = (device: Device, signal: AbortSignal) => Promise<DeviceStart>;

interface StartPushOptions {
  readonly api: OktaApi;
  readonly orgUrl: string;
  readonly numberMatching: boolean;
  readonly onFault: (fault: OktaPushError) => void;
}

/** What the event says of a push of which nobody knows whether it was sent. */
const UNKNOWN: Partial<Record<OktaPushErrorCode, string>> = {
  'timed-out': 'no-answer',
  cut: 'connection-lost',
  redirected: 'redirected',
  'too-large': 'response-too-large',
};

const failed = (reason: string): DeviceStart => ({ kind: 'failed', reason });

/** Sends a push, once: what Okta may have taken is never repeated. */
export function createStartPush({ api, orgUrl, numberMatching, onFault }: StartPushOptions): StartPush {
  return async (device, signal) => {
    const exchange = await api.call({
      operation: 'verify',
      method: 'POST',
      path: verifyPath(device),
      ...(numberMatching ? { body: { useNumberMatchingChallenge: true } } : {}),
      signal,
    });
    const fault = faultOf(exchange);
    if (fault !== undefined) onFault(fault);
    switch (exchange.kind) {
      case 'not-taken': {
        const why = exchange.fault.code === 'rate-limited' ? 'rate-limited' : 'unavailable';
        return { kind: 'not-asked', why, retryAfterMs: exchange.retryAfterMs };
      }
      case 'unknown':
        return failed(UNKNOWN[exchange.fault.code] ?? 'no-answer');
      case 'answered':
        return answered(exchange, orgUrl, device);
      default:
        return exchange satisfies never;
    }
  };
}

/** Why there is no push, where that is not what Okta's answer says of one. */
function faultOf(exchange: Exchange): OktaPushError | undefined {
  if (exchange.kind !== 'answered') return exchange.fault;
  const { status } = exchange;
  if (status >= 500) return new OktaPushError('server-error', `Okta failed to send a push, with status ${status}`);
  if (status < 400) return undefined;
  return new OktaPushError('refused', `Okta refused to send a push, with status ${status}; check the app’s admin role`);
}

/** Okta says 201 with a transaction that waits, and how to ask about it. */
function answered(exchange: Extract<Exchange, { kind: 'answered' }>, orgUrl: string, device: Device): DeviceStart {
  const { status, body } = exchange;
  if (status >= 500) return failed('server-error');
  if (status >= 400) return failed('refused-by-okta');
  const result = memberOf(body, 'factorResult');
  if ((status !== 201 && status !== 200) || typeof result !== 'string') return failed('malformed-response');
  if (result !== 'WAITING') return failed('unexpected-result');
  const transactionId = transactionIdOf(memberOf(body, '_links', 'poll', 'href'), orgUrl, device);
  if (transactionId === undefined) return failed('foreign-poll-link');
  const matchCode = matchCodeOf(body);
  return {
    kind: 'started',
    transaction: transactionText({ ...device, transactionId }),
    ...(matchCode === undefined ? {} : { matchCode }),
  };
}
