import type { OutOfBandFactor } from '@authfactor/factor';
import { accountTime, advance } from '../account.ts';
import type { AccountWriter } from '../account-writer.ts';
import type { ChallengeView } from '../api.ts';
import { challengeState } from '../challenge-state.ts';
import type { Clock } from '../clock.ts';
import type { AccountDocument, ChallengeDocument, ChallengeEntry, ReservedAnswer } from '../documents.ts';
import { randomId } from '../ids.ts';
import type { Limits } from '../limits.ts';
import { lookup } from '../lookup.ts';
import { type Outcome, ok } from '../outcome.ts';
import { concurrentAttempt } from '../transitions/guard-answer.ts';
import { reserve } from '../transitions/reserve.ts';
import type { Verdict } from '../transitions/settle.ts';
import { keep, type Step, write } from '../transitions/step.ts';
import { challengeView } from '../views.ts';
import { accountKeyOf } from './find-challenge.ts';
import type { SettleAnswer } from './settle-answer.ts';

interface DeviceOptions {
  readonly accounts: AccountWriter;
  readonly settleAnswer: SettleAnswer;
  readonly clock: Pick<Clock, 'now'>;
  readonly limits: Limits;
}

/** Challenges that the subject's own device answers. The attempt is reserved before the device is asked. */
export interface DeviceChallenges {
  /** Reserves, asks the device once, records the provider's transaction. Repeatable. */
  start(
    factor: OutOfBandFactor,
    challenge: ChallengeDocument,
    read: AccountDocument | undefined,
    requestId: string,
    signal: AbortSignal,
  ): Promise<Outcome<ChallengeView>>;
  /** Asks the provider how it stands and settles what has ended. Gives the account as it then is. */
  poll(
    factor: OutOfBandFactor,
    challenge: ChallengeDocument,
    account: AccountDocument | undefined,
    signal: AbortSignal,
  ): Promise<AccountDocument | undefined>;
}

const VERDICTS = {
  approved: { kind: 'matched' },
  denied: { kind: 'ended', state: 'denied' },
  reported: { kind: 'ended', state: 'reported' },
  'timed-out': { kind: 'ended', state: 'expired' },
  failed: { kind: 'ended', state: 'failed' },
} as const satisfies Record<string, Verdict>;

export function createDeviceChallenges({ accounts, settleAnswer, clock, limits }: DeviceOptions): DeviceChallenges {
  const timeOf = (account: AccountDocument | undefined) => accountTime(account, clock.now());

  const show = (factor: OutOfBandFactor, challenge: ChallengeDocument, account: AccountDocument | undefined) =>
    ok(challengeView(factor, challenge, account, timeOf(account), limits));

  async function settleDevice(
    factor: OutOfBandFactor,
    challenge: ChallengeDocument,
    account: AccountDocument,
    requestId: string,
    answer: ReservedAnswer,
    verdict: Verdict,
  ): Promise<AccountDocument | undefined> {
    const settled = await settleAnswer(
      factor,
      challenge,
      { account, answer },
      { requestId, owner: answer.owner, verdict, channel: 'out-of-band' },
    );
    return settled.kind === 'settled' ? settled.account : account;
  }

  return {
    async start(factor, challenge, read, requestId, signal) {
      const owner = randomId();
      const device = {
        holdUntil: challenge.expiresAt + limits.holdMs,
        startUntil: timeOf(read) + limits.holdMs,
      };
      const reserved = await accounts.update(
        accountKeyOf(challenge),
        (account, now) => reserve(account, { challenge, requestId, owner, device }, now, limits),
        { read: { account: read }, signal: AbortSignal.timeout(limits.reserveTimeoutMs) },
      );
      if (reserved.kind === 'contended') return concurrentAttempt();
      const { result } = reserved;
      if (result.kind !== 'reserved') {
        // A repeated begin. Its challenge is there to be polled; the device is never asked again.
        if (result.kind === 'refused' && result.reason !== 'CONCURRENT_ATTEMPT') return result;
        const current = await accounts.update(accountKeyOf(challenge), (account, now) =>
          failUnasked(account, challenge, now),
        );
        if (current.kind === 'contended') return concurrentAttempt();
        return current.result === 'asking' ? concurrentAttempt() : show(factor, challenge, current.result);
      }
      const { account, answer } = result;
      const started = await factor
        .start({
          context: {
            tenant: challenge.tenant,
            subject: challenge.subject,
            factorType: challenge.factorType,
            generation: account.generation,
          },
          record: account.credential?.record ?? '',
          challengeId: challenge.id,
          purpose: challenge.purpose,
          language: challenge.language,
          signal,
        })
        .catch(() => ({ kind: 'failed' as const }));
      if (started.kind === 'failed') {
        const ended = await settleDevice(factor, challenge, account, requestId, answer, VERDICTS.failed);
        return show(factor, challenge, ended);
      }
      const recorded = await accounts.update(
        accountKeyOf(challenge),
        (current, now) => recordTransaction(current, challenge, requestId, owner, started, now),
        { read: { account }, persist: () => clock.now() < device.startUntil },
      );
      return recorded.kind === 'contended' ? concurrentAttempt() : show(factor, challenge, recorded.result);
    },

    async poll(factor, challenge, account, signal) {
      const entry = account === undefined ? undefined : lookup(account.challenges, challenge.id);
      const state = challengeState(challenge, account, timeOf(account), limits);
      const reservation = Object.entries(entry?.answers ?? {}).find(([, answer]) => answer.state === 'reserved');
      if (state !== 'awaiting-device' || account === undefined || reservation === undefined) return account;
      const [requestId, answer] = reservation;
      if (answer.state !== 'reserved' || entry?.device?.transaction === undefined) return account;
      const status = await factor.poll(entry.device.transaction, signal).catch(() => 'waiting' as const);
      if (status === 'waiting') return account;
      return settleDevice(factor, challenge, account, requestId, answer, VERDICTS[status]);
    },
  };
}

function recordTransaction(
  account: AccountDocument | undefined,
  challenge: ChallengeDocument,
  requestId: string,
  owner: string,
  started: { readonly transaction: string; readonly matchCode?: string },
  now: number,
): Step<AccountDocument | undefined> {
  const entry = account === undefined ? undefined : lookup(account.challenges, challenge.id);
  const answer = entry === undefined ? undefined : lookup(entry.answers, requestId);
  const device = entry?.device;
  const mine = answer?.state === 'reserved' && answer.owner === owner;
  if (account === undefined || entry === undefined || device === undefined || !mine) return keep(account);
  if (device.transaction !== undefined || now >= device.holdUntil) return keep(account);
  const { transaction, matchCode } = started;
  const next = advance(
    account,
    {
      challenges: {
        ...account.challenges,
        [challenge.id]: {
          ...entry,
          device: { ...device, transaction, ...(matchCode === undefined ? {} : { matchCode }) },
        },
      },
    },
    [],
    now,
  );
  return write(next, next);
}

/** Whoever was to ask the device died: nobody knows whether it was asked, so it is not asked again. */
function failUnasked(
  account: AccountDocument | undefined,
  challenge: ChallengeDocument,
  now: number,
): Step<AccountDocument | undefined | 'asking'> {
  const entry = account === undefined ? undefined : lookup(account.challenges, challenge.id);
  if (account === undefined || entry?.device === undefined) return keep('asking');
  if (entry.state !== undefined) return keep(account);
  if (entry.device.transaction !== undefined) return keep(account);
  if (now < entry.device.holdUntil) return keep('asking');
  const failed: ChallengeEntry = { ...entry, state: 'failed', endedAt: now };
  const next = advance(
    account,
    { challenges: { ...account.challenges, [challenge.id]: failed } },
    [{ type: 'challenge.failed', actor: challenge.client, challengeId: challenge.id, session: challenge.session }],
    now,
  );
  return write(next, next);
}
