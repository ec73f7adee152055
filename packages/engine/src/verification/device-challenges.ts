import type { DeviceStart, DeviceStatus, OutOfBandFactor } from '@authfactor/factor';
import { accountTime } from '../account.ts';
import type { AccountWriter } from '../account-writer.ts';
import type { ChallengeView } from '../api.ts';
import { challengeState, timeOfState } from '../challenge-state.ts';
import type { Clock } from '../clock.ts';
import type { AccountDocument, ChallengeDocument, ReservedAnswer } from '../documents.ts';
import { type RandomBytes, randomId } from '../ids.ts';
import type { Limits } from '../limits.ts';
import { lookup } from '../lookup.ts';
import type { Outboxes } from '../outboxes.ts';
import { type Outcome, ok } from '../outcome.ts';
import { failUnasked, recordTransaction } from '../transitions/ask-device.ts';
import { concurrentAttempt } from '../transitions/guard-answer.ts';
import { type Reserved, reserve } from '../transitions/reserve.ts';
import type { Verdict } from '../transitions/settle.ts';
import { challengeView } from '../views.ts';
import type { Waits } from '../waits.ts';
import { accountKeyOf } from './find-challenge.ts';
import type { SettleAnswer } from './settle-answer.ts';

interface DeviceOptions {
  readonly accounts: AccountWriter;
  readonly settleAnswer: SettleAnswer;
  readonly outboxes: Pick<Outboxes, 'schedule'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: RandomBytes;
  readonly waits: Pick<Waits, 'timeout'>;
  readonly limits: Limits;
}

/** Challenges that the subject's own device answers. The attempt is reserved before the device is asked. */
export interface DeviceChallenges {
  /** Reserves, asks the device once, records the provider's transaction. Repeatable. */
  start(
    factor: OutOfBandFactor,
    challenge: ChallengeDocument,
    read: AccountDocument,
    requestId: string,
    handle: string,
    signal: AbortSignal,
  ): Promise<Outcome<ChallengeView>>;
  /** Shows a challenge that was begun before, without asking the device. */
  resume(factor: OutOfBandFactor, challenge: ChallengeDocument): Promise<Outcome<ChallengeView>>;
  /**
   * Asks the provider how it stands and settles what has ended. Gives the account as it then is, or why it could not be
   * settled.
   */
  poll(
    factor: OutOfBandFactor,
    challenge: ChallengeDocument,
    account: AccountDocument,
    signal: AbortSignal,
  ): Promise<Outcome<AccountDocument | undefined>>;
}

const VERDICTS = {
  approved: { kind: 'matched' },
  denied: { kind: 'ended', state: 'denied' },
  reported: { kind: 'ended', state: 'reported' },
  'timed-out': { kind: 'ended', state: 'expired' },
  failed: { kind: 'ended', state: 'failed' },
} as const satisfies Record<string, Verdict>;

export function createDeviceChallenges(options: DeviceOptions): DeviceChallenges {
  const { accounts, settleAnswer, outboxes, clock, random, waits, limits } = options;

  async function show(factor: OutOfBandFactor, challenge: ChallengeDocument, read: AccountDocument | undefined) {
    const { account, now } = await accounts.toTell(read, (current, at) => timeOfState(challenge, current, at, limits));
    return ok(challengeView(factor, challenge, account, now, limits));
  }

  async function settleDevice(
    factor: OutOfBandFactor,
    challenge: ChallengeDocument,
    account: AccountDocument,
    requestId: string,
    answer: ReservedAnswer,
    verdict: Verdict,
  ): Promise<Outcome<AccountDocument | undefined>> {
    const event = { requestId, owner: answer.owner, verdict, channel: 'out-of-band' as const };
    const settled = await settleAnswer(factor, challenge, { account, answer }, event);
    return settled.kind === 'settled' ? ok(settled.account) : settled;
  }

  async function resume(factor: OutOfBandFactor, challenge: ChallengeDocument): Promise<Outcome<ChallengeView>> {
    const update = await accounts.update(accountKeyOf(challenge), (account, now) =>
      failUnasked(account, challenge, now, limits),
    );
    if (update.kind === 'contended' || update.result === 'asking') return concurrentAttempt();
    outboxes.schedule(accountKeyOf(challenge));
    return show(factor, challenge, update.result);
  }

  /** From here on the caller may go: the device is asked once, for a bounded time. */
  async function ask(
    factor: OutOfBandFactor,
    challenge: ChallengeDocument,
    { account, answer }: Reserved,
    requestId: string,
    handle: string,
    startUntil: number,
  ): Promise<Outcome<ChallengeView>> {
    const started = await startWithin(factor, challenge, account, handle, waits.timeout(limits.holdMs));
    if (started.kind !== 'started') {
      const ended = await settleDevice(factor, challenge, account, requestId, answer, VERDICTS.failed);
      return ended.kind === 'refused' ? ended : show(factor, challenge, ended.value);
    }
    const update = await accounts.update(
      accountKeyOf(challenge),
      (current, now) => recordTransaction(current, challenge, requestId, answer.owner, started, now),
      { read: { account }, persist: () => clock.now() < startUntil },
    );
    if (update.kind === 'updated' && update.result.recorded) return show(factor, challenge, update.result.account);
    // Ended meanwhile, or too late: nobody waits for the device any more.
    await withdraw(factor, started.transaction, waits.timeout(limits.holdMs));
    return resume(factor, challenge);
  }

  return {
    resume,

    async start(factor, challenge, read, requestId, handle, signal) {
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
        return ask(factor, challenge, result, requestId, handle, startUntil);
      }
      // A repeated begin. Its challenge is there to be polled; the device is never asked again.
      const isRepeated =
        result.kind === 'known' || result.reason === 'CONCURRENT_ATTEMPT' || result.reason === 'CHALLENGE_CLOSED';
      return isRepeated ? resume(factor, challenge) : result;
    },

    async poll(factor, challenge, account, signal) {
      const entry = lookup(account.challenges, challenge.id);
      const state = challengeState(challenge, account, accountTime(account, clock.now()), limits);
      const reservation = Object.entries(entry?.answers ?? {}).find(([, answer]) => answer.state === 'reserved');
      if (state !== 'awaiting-device' || reservation === undefined) return ok(account);
      const [requestId, answer] = reservation;
      if (answer.state !== 'reserved' || entry?.device?.transaction === undefined) return ok(account);
      const status = await pollOnce(factor, entry.device.transaction, signal);
      if (status.kind === 'waiting') return ok(account);
      return settleDevice(factor, challenge, account, requestId, answer, VERDICTS[status.kind]);
    },
  };
}

async function startWithin(
  factor: OutOfBandFactor,
  challenge: ChallengeDocument,
  account: AccountDocument,
  handle: string,
  signal: AbortSignal,
): Promise<DeviceStart> {
  const { tenant, subject, factorType } = challenge;
  const late = new Promise<DeviceStart>((resolve) => {
    signal.addEventListener('abort', () => resolve({ kind: 'failed' }), { once: true });
  });
  const start = async (): Promise<DeviceStart> => {
    try {
      return await factor.start({
        context: { tenant, subject, factorType, generation: account.generation },
        record: account.credential?.record ?? '',
        challengeId: challenge.id,
        purpose: challenge.purpose,
        language: challenge.language,
        handle,
        signal,
      });
    } catch {
      return { kind: 'failed' };
    }
  };
  return Promise.race([start(), late]);
}

/** A poll that fails says nothing about the device; the next one may. */
async function pollOnce(factor: OutOfBandFactor, transaction: string, signal: AbortSignal): Promise<DeviceStatus> {
  try {
    return await factor.poll(transaction, signal);
  } catch {
    return { kind: 'waiting' };
  }
}

/** Withdraws the question, as well as the provider can. */
export async function withdraw(factor: OutOfBandFactor, transaction: string, signal: AbortSignal): Promise<void> {
  try {
    await factor.cancel(transaction, signal);
  } catch {
    // The challenge has ended here whatever the device still shows.
  }
}
