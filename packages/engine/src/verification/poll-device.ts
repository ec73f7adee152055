import type { DeviceStatus, OutOfBandFactor } from '@authfactor/factor';
import { accountTime } from '../account.ts';
import type { AccountWriter } from '../account-writer.ts';
import { challengeState } from '../challenge-state.ts';
import type { Clock } from '../clock.ts';
import type { AccountDocument, ChallengeDocument, ReservedAnswer } from '../documents.ts';
import type { Limits } from '../limits.ts';
import { lookup } from '../lookup.ts';
import { type Outcome, ok } from '../outcome.ts';
import { recordMatchCode } from '../transitions/standing-question.ts';
import type { Waits } from '../waits.ts';
import { accountKeyOf } from './find-challenge.ts';
import type { SettleDevice } from './settle-device.ts';
import { createSharedPolls, type PollPlace } from './shared-polls.ts';

interface PollOptions {
  readonly accounts: Pick<AccountWriter, 'update'>;
  readonly settleDevice: SettleDevice;
  readonly clock: Pick<Clock, 'now'>;
  readonly waits: Pick<Waits, 'timeout'>;
  readonly limits: Limits;
}

/** `undefined`: the device has not decided, and nothing was written. */
type Polled = Outcome<AccountDocument | undefined> | undefined;

/** One caller's place among those who wait for a challenge in this process. */
export type DeviceWatch = PollPlace<Polled>;

export interface PollRequest {
  readonly watch: DeviceWatch;
  readonly signal: AbortSignal;
  /** How long this caller waits for the provider. By default for as long as anybody may. */
  readonly patienceMs?: number;
}

/**
 * Asks providers how questions stand, and enters what has changed. Callers who wait for one challenge share the call;
 * while it is under way they hold nothing of the store.
 */
export interface PollDevice {
  watch(challengeId: string): DeviceWatch;
  /** Gives the account as it then is, or why what the device decided could not be entered. */
  poll(
    factor: OutOfBandFactor,
    challenge: ChallengeDocument,
    account: AccountDocument,
    request: PollRequest,
  ): Promise<Outcome<AccountDocument | undefined>>;
}

/** A provider that takes longer has not answered. */
const POLL_TIMEOUT_MS = 10_000;

export function createPollDevice({ accounts, settleDevice, clock, waits, limits }: PollOptions): PollDevice {
  const polls = createSharedPolls<Polled>();

  async function pollOnce(
    factor: OutOfBandFactor,
    challenge: ChallengeDocument,
    { account, requestId, answer, transaction, matchCode }: Standing,
    abandoned: AbortSignal,
  ): Promise<Polled> {
    const status = await statusWithin(factor, transaction, abandoned, waits.timeout(POLL_TIMEOUT_MS));
    if (status.kind !== 'waiting') return settleDevice(factor, challenge, { account, answer }, requestId, status);
    const code = status.matchCode;
    if (code === undefined || code === matchCode) return undefined;
    const update = await accounts.update(
      accountKeyOf(challenge),
      (current, now) => recordMatchCode(current, challenge, requestId, answer, code, now),
      { read: { account } },
    );
    // Where others kept writing, the next poll brings it again.
    return update.kind === 'updated' ? ok(update.result) : undefined;
  }

  return {
    watch: polls.join,
    async poll(factor, challenge, account, { watch, signal, patienceMs }) {
      const standing = standingOf(challenge, account, accountTime(account, clock.now()), limits);
      if (standing === undefined) return ok(account);
      const polled = await watch.ask(
        (abandoned) => pollOnce(factor, challenge, standing, abandoned),
        signal,
        patienceMs,
      );
      return polled ?? ok(account);
    },
  };
}

interface Standing {
  readonly account: AccountDocument;
  readonly requestId: string;
  readonly answer: ReservedAnswer;
  readonly transaction: string;
  readonly matchCode: string | undefined;
}

/** The question, if there is one that the device may still answer. */
function standingOf(
  challenge: ChallengeDocument,
  account: AccountDocument,
  now: number,
  limits: Limits,
): Standing | undefined {
  if (challengeState(challenge, account, now, limits) !== 'awaiting-device') return undefined;
  const entry = lookup(account.challenges, challenge.id);
  if (entry?.device?.transaction === undefined) return undefined;
  const { transaction, matchCode } = entry.device;
  for (const [requestId, answer] of Object.entries(entry.answers)) {
    if (answer.state === 'reserved') return { account, requestId, answer, transaction, matchCode };
  }
  return undefined;
}

/** A poll that fails says nothing about the device; the next one may. */
async function statusWithin(
  factor: OutOfBandFactor,
  transaction: string,
  ...ends: readonly AbortSignal[]
): Promise<DeviceStatus> {
  const stop = new AbortController();
  const over = new Promise<DeviceStatus>((resolve) => {
    stop.signal.addEventListener('abort', () => resolve({ kind: 'waiting' }), { once: true });
  });
  const abort = () => stop.abort();
  for (const end of ends) end.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([factor.poll(transaction, stop.signal), over]);
  } catch {
    return { kind: 'waiting' };
  } finally {
    for (const end of ends) end.removeEventListener('abort', abort);
  }
}
