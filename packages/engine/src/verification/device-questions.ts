import type { OutOfBandFactor } from '@authfactor/factor';
import type { AccountWriter } from '../account-writer.ts';
import type { AccountDocument, ChallengeDocument } from '../documents.ts';
import type { InFlight } from '../in-flight.ts';
import type { Limits } from '../limits.ts';
import { endLapsed, hasLapsed } from '../transitions/standing-question.ts';
import type { Waits } from '../waits.ts';
import { accountKeyOf } from './find-challenge.ts';

/** Withdraws questions from devices, as well as the provider can, while no caller waits for it. */
export interface DeviceQuestions {
  withdraw(factor: OutOfBandFactor, transaction: string): void;
  /** Where time has ended the challenge: stores that, and whoever has stored it withdraws the question. */
  withdrawLapsed(
    factor: OutOfBandFactor,
    challenge: ChallengeDocument,
    account: AccountDocument | undefined,
    now: number,
  ): void;
}

interface QuestionsOptions {
  readonly accounts: Pick<AccountWriter, 'update'>;
  readonly inFlight: Pick<InFlight, 'track'>;
  readonly waits: Pick<Waits, 'timeout'>;
  readonly limits: Limits;
  readonly onFault: (error: unknown) => void;
}

/** A process that stops waits no longer than this for a provider. */
const WITHDRAW_MS = 5_000;

export function createDeviceQuestions(options: QuestionsOptions): DeviceQuestions {
  const { accounts, inFlight, waits, limits, onFault } = options;

  async function withdrawNow(factor: OutOfBandFactor, transaction: string): Promise<void> {
    const signal = waits.timeout(WITHDRAW_MS);
    const late = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    try {
      await Promise.race([factor.cancel(transaction, signal), late]);
    } catch {
      // The challenge has ended here whatever the device still shows.
    }
  }

  return {
    withdraw(factor, transaction) {
      inFlight.track(withdrawNow(factor, transaction));
    },
    withdrawLapsed(factor, challenge, account, now) {
      if (!hasLapsed(account, challenge, now, limits)) return;
      const ended = accounts.update(
        accountKeyOf(challenge),
        (current, at) => endLapsed(current, challenge, at, limits),
        { read: { account } },
      );
      const work = ended.then(async (update) => {
        if (update.kind === 'updated' && update.result !== undefined) await withdrawNow(factor, update.result);
      });
      inFlight.track(work.catch(onFault));
    },
  };
}
