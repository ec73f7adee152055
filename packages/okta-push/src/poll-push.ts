import type { DeviceStatus } from '@authfactor/factor';
import type { OktaApi } from './okta-api.ts';
import { readTransaction, transactionPath } from './okta-ids.ts';
import { OktaPushError } from './okta-push-error.ts';
import { type Rejection, readPushResult } from './push-result.ts';
import { untilAborted } from './until-aborted.ts';

export type PollPush = (transaction: string, signal: AbortSignal) => Promise<DeviceStatus>;

interface PollPushOptions {
  readonly api: OktaApi;
  readonly orgUrl: string;
  readonly rejection: Rejection;
  readonly pollIntervalMs: number;
  /** Ms, from any start, never backwards. */
  readonly monotonic: () => number;
}

interface Poll {
  readonly at: number;
  readonly result: Promise<DeviceStatus>;
  pending: boolean;
}

const WAITING: DeviceStatus = { kind: 'waiting' };

/**
 * Asks Okta how a push stands. However many callers wait, Okta is asked about one transaction by one call at a time, and
 * not again before half an interval has passed: until then the last answer stands. While Okta's limits are spent, or all
 * slots are taken, it is not asked at all, and the answer is `waiting`. Rejects with `OktaPushError` where Okta's answer says nothing about the push.
 */
export function createPollPush(options: PollPushOptions): PollPush {
  const { api, orgUrl, rejection, pollIntervalMs, monotonic } = options;
  const polls = new Map<string, Poll>();

  /** Of those who wait, some want to go on when the one that asked first has left. */
  const nobodysSignal = new AbortController().signal;

  async function ask(text: string): Promise<DeviceStatus> {
    const transaction = readTransaction(text);
    if (transaction === undefined) {
      throw new OktaPushError('malformed', 'The stored transaction is none of this factor; begin another challenge');
    }
    const path = transactionPath(transaction);
    const exchange = await api.call({ operation: 'poll', method: 'GET', path, signal: nobodysSignal });
    if (exchange.kind === 'not-taken' && (exchange.fault.code === 'busy' || exchange.fault.code === 'rate-limited')) {
      return WAITING;
    }
    if (exchange.kind !== 'answered') throw exchange.fault;
    const { status, body } = exchange;
    if (status >= 500) throw new OktaPushError('server-error', `Okta failed with status ${status}`);
    if (status >= 400) throw new OktaPushError('refused', `Okta refused to tell of a push, with status ${status}`);
    const result = status === 200 ? readPushResult(body, { orgUrl, transaction, rejection }) : undefined;
    if (result === undefined) throw new OktaPushError('malformed', 'Okta’s answer is not what its description says');
    return result;
  }

  function forget(): void {
    const old = monotonic() - pollIntervalMs;
    // In the order in which they were made.
    for (const [transaction, { at, pending }] of polls) {
      if (at > old) break;
      if (!pending) polls.delete(transaction);
    }
  }

  return async (transaction, signal) => {
    signal.throwIfAborted();
    const known = polls.get(transaction);
    const isFresh = known !== undefined && (known.pending || monotonic() - known.at < pollIntervalMs / 2);
    if (isFresh) return untilAborted(known.result, signal);
    if (api.waitMs('poll') > 0) return WAITING;
    forget();
    const poll: Poll = { at: monotonic(), result: ask(transaction), pending: true };
    const settle = () => {
      poll.pending = false;
    };
    poll.result.then(settle, settle);
    polls.delete(transaction);
    polls.set(transaction, poll);
    return untilAborted(poll.result, signal);
  };
}
