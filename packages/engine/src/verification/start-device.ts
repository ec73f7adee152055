import type { DeviceStart, OutOfBandFactor } from '@authfactor/factor';
import { accountTime } from '../account.ts';
import type { AccountWriter } from '../account-writer.ts';
import type { ChallengeView } from '../api.ts';
import { timeOfState } from '../challenge-state.ts';
import type { Clock } from '../clock.ts';
import type { AccountDocument, ChallengeDocument } from '../documents.ts';
import { type RandomBytes, randomId } from '../ids.ts';
import type { Limits } from '../limits.ts';
import type { Outboxes } from '../outboxes.ts';
import { type Outcome, ok, type Refusal, refuse } from '../outcome.ts';
import {
  failUnasked,
  type RecordedTransaction,
  recordTransaction,
  START_LOST,
  takeBackAsking,
} from '../transitions/ask-device.ts';
import { concurrentAttempt } from '../transitions/guard-answer.ts';
import { type Reserved, reserve } from '../transitions/reserve.ts';
import { challengeView } from '../views.ts';
import type { Waits } from '../waits.ts';
import type { DeviceQuestions } from './device-questions.ts';
import { accountKeyOf } from './find-challenge.ts';
import { credentialContextOf } from './open-challenge.ts';
import type { DeviceEnding, SettleDevice } from './settle-device.ts';

interface StartOptions {
  readonly accounts: AccountWriter;
  readonly settleDevice: SettleDevice;
  readonly questions: DeviceQuestions;
  readonly outboxes: Pick<Outboxes, 'schedule'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: RandomBytes;
  readonly waits: Pick<Waits, 'timeout'>;
  readonly limits: Limits;
  /** A factor threw. Its message may hold anything. */
  readonly onFault: (error: unknown) => void;
}

/** Which device to ask, for which call. */
export interface StartRequest {
  readonly challenge: ChallengeDocument;
  readonly requestId: string;
  /** What the factor's `open` gave. */
  readonly handle: string;
  /** The caller's, which counts until the attempt is reserved. */
  readonly signal: AbortSignal;
}

/** Begins challenges that the subject's own device answers. The attempt is reserved before the device is asked. */
export interface StartDevice {
  /** Reserves, asks the device once, records the provider's transaction. Repeatable. */
  start(factor: OutOfBandFactor, read: AccountDocument, request: StartRequest): Promise<Outcome<ChallengeView>>;
  /** Shows a challenge that was begun before, without asking the device. `unasked`: the answer where nobody has. */
  resume(
    factor: OutOfBandFactor,
    challenge: ChallengeDocument,
    requestId: string,
    unasked: Refusal,
  ): Promise<Outcome<ChallengeView>>;
}

const LONGEST_TRANSACTION = 1_024;

export function createStartDevice(options: StartOptions): StartDevice {
  const { accounts, settleDevice, questions, outboxes, clock, random, waits, limits, onFault } = options;

  async function show(factor: OutOfBandFactor, challenge: ChallengeDocument, read: AccountDocument | undefined) {
    const { account, now } = await accounts.toTell(read, (current, at) => timeOfState(challenge, current, at, limits));
    questions.withdrawLapsed(factor, challenge, account, now);
    return ok(challengeView(factor, challenge, account, now, limits));
  }

  const resume: StartDevice['resume'] = async (factor, challenge, requestId, unasked) => {
    const update = await accounts.update(accountKeyOf(challenge), (account, now) =>
      failUnasked(account, challenge, requestId, now, limits),
    );
    if (update.kind === 'contended' || update.result === 'asking') return concurrentAttempt();
    if (update.result === 'unasked') return unasked;
    outboxes.schedule(accountKeyOf(challenge));
    return show(factor, challenge, update.result);
  };

  /** From here on the caller may go: the device is asked once, for a bounded time. */
  async function ask(
    factor: OutOfBandFactor,
    request: StartRequest,
    reserved: Reserved,
    startUntil: number,
  ): Promise<Outcome<ChallengeView>> {
    const started = await startWithin(factor, request, reserved.account);
    switch (started.kind) {
      case 'started':
        return record(factor, request, reserved, started, startUntil);
      case 'not-asked':
        return takeBack(factor, request, reserved, started, startUntil);
      case 'failed':
        return fail(factor, request, reserved, started);
      default:
        return started satisfies never;
    }
  }

  async function startWithin(
    factor: OutOfBandFactor,
    { challenge, handle }: StartRequest,
    account: AccountDocument,
  ): Promise<DeviceStart> {
    const signal = waits.timeout(limits.holdMs);
    const start = async (): Promise<DeviceStart> => {
      const started = await factor.start({
        context: credentialContextOf(challenge, account),
        record: account.credential?.record ?? '',
        challengeId: challenge.id,
        purpose: challenge.purpose,
        language: challenge.language,
        handle,
        signal,
      });
      // Nobody will record it any more.
      const unusable = started.kind === 'started' && (signal.aborted || !isTransaction(started.transaction));
      if (!unusable) return started;
      questions.withdraw(factor, started.transaction);
      return { kind: 'failed', reason: signal.aborted ? START_LOST : 'transaction-unusable' };
    };
    const late = new Promise<DeviceStart>((resolve) => {
      signal.addEventListener('abort', () => resolve({ kind: 'failed', reason: START_LOST }), { once: true });
    });
    const asked = start().catch((error: unknown): DeviceStart => {
      onFault(error);
      return { kind: 'failed', reason: START_LOST };
    });
    return Promise.race([asked, late]);
  }

  async function record(
    factor: OutOfBandFactor,
    request: StartRequest,
    reserved: Reserved,
    started: Extract<DeviceStart, { kind: 'started' }>,
    startUntil: number,
  ): Promise<Outcome<ChallengeView>> {
    const { challenge, requestId } = request;
    const { account, answer } = reserved;
    let recorded: RecordedTransaction = { kind: 'over' };
    try {
      const update = await accounts.update(
        accountKeyOf(challenge),
        (current, now) => recordTransaction(current, challenge, requestId, answer.owner, started, now),
        { read: { account }, persist: () => clock.now() < startUntil },
      );
      if (update.kind === 'updated') recorded = update.result;
    } finally {
      // Ended meanwhile, or too late: nobody waits for the device any more.
      if (recorded.kind === 'over') questions.withdraw(factor, started.transaction);
    }
    switch (recorded.kind) {
      case 'recorded':
        return show(factor, challenge, recorded.account);
      case 'taken':
        return fail(factor, request, reserved, { kind: 'failed', reason: 'transaction-reused' });
      case 'over':
        return resume(factor, challenge, requestId, concurrentAttempt());
      default:
        return recorded satisfies never;
    }
  }

  /** Where the store does not take it, the attempt stays counted and nobody asks again. */
  async function takeBack(
    factor: OutOfBandFactor,
    request: StartRequest,
    reserved: Reserved,
    notAsked: Extract<DeviceStart, { kind: 'not-asked' }>,
    startUntil: number,
  ): Promise<Outcome<ChallengeView>> {
    const { challenge, requestId } = request;
    const update = await accounts.update(
      accountKeyOf(challenge),
      (current, now) => takeBackAsking(current, challenge, requestId, reserved.answer.owner, now),
      { read: { account: reserved.account }, persist: () => clock.now() < startUntil },
    );
    if (update.kind === 'contended') return concurrentAttempt();
    switch (update.result) {
      case 'taken-back':
        return notAskedRefusal(notAsked);
      case 'full':
        return fail(factor, request, reserved, { kind: 'failed', reason: notAsked.why });
      case 'over':
        return resume(factor, challenge, requestId, concurrentAttempt());
      default:
        return update.result satisfies never;
    }
  }

  async function fail(
    factor: OutOfBandFactor,
    { challenge, requestId }: StartRequest,
    reserved: Reserved,
    failed: Extract<DeviceEnding, { kind: 'failed' }>,
  ): Promise<Outcome<ChallengeView>> {
    const ended = await settleDevice(factor, challenge, reserved, requestId, failed);
    return ended.kind === 'refused' ? ended : show(factor, challenge, ended.value);
  }

  return {
    resume,

    async start(factor, read, request) {
      const { challenge, requestId, signal } = request;
      const owner = randomId(random);
      const startUntil = accountTime(read, clock.now()) + limits.holdMs;
      const device = { holdUntil: challenge.expiresAt + limits.holdMs, startUntil };
      const update = await accounts.update(
        accountKeyOf(challenge),
        (account, now) => {
          signal.throwIfAborted();
          return reserve(account, { challenge, requestId, owner, device }, now, limits);
        },
        { read: { account: read }, signal: waits.timeout(limits.reserveTimeoutMs) },
      );
      if (update.kind === 'contended') return concurrentAttempt();
      const { result } = update;
      if (result.kind === 'reserved') {
        outboxes.schedule(accountKeyOf(challenge));
        return ask(factor, request, result, startUntil);
      }
      // A repeated begin. Its challenge is there to be polled; the device is never asked again.
      const isRepeated =
        result.kind === 'known' || result.reason === 'CONCURRENT_ATTEMPT' || result.reason === 'CHALLENGE_CLOSED';
      return isRepeated ? resume(factor, challenge, requestId, concurrentAttempt()) : result;
    },
  };
}

/** Any more would be stored with each version of the account. */
const isTransaction = (transaction: string): boolean =>
  transaction !== '' && Buffer.byteLength(transaction) <= LONGEST_TRANSACTION;

const notAskedRefusal = ({ why, retryAfterMs }: Extract<DeviceStart, { kind: 'not-asked' }>): Refusal =>
  why === 'rate-limited'
    ? refuse('RATE_LIMITED', 'The device takes no more questions for now; wait and repeat the same request id', {
        retryAfterMs,
      })
    : refuse('DEPENDENCY_UNAVAILABLE', 'The device could not be asked; wait and repeat the same request id', {
        retryAfterMs,
      });
