import type { Factor } from '@authfactor/factor';
import type { AccountWriter } from '../account-writer.ts';
import type { Clock } from '../clock.ts';
import type { AccountDocument, ChallengeDocument, ReservedAnswer } from '../documents.ts';
import { type RandomBytes, randomId } from '../ids.ts';
import type { Limits } from '../limits.ts';
import type { Outboxes } from '../outboxes.ts';
import { type Refusal, refuse } from '../outcome.ts';
import { StoreError } from '../store.ts';
import { concurrentAttempt } from '../transitions/guard-answer.ts';
import { type Settled, type SettleEvent, settle } from '../transitions/settle.ts';
import { accountKeyOf } from './find-challenge.ts';

interface SettleOptions {
  readonly accounts: AccountWriter;
  readonly outboxes: Pick<Outboxes, 'schedule'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: RandomBytes;
  readonly limits: Limits;
}

export type SettleAnswer = (
  factor: Factor,
  challenge: ChallengeDocument,
  reserved: { readonly account: AccountDocument; readonly answer: ReservedAnswer },
  event: Pick<SettleEvent, 'requestId' | 'owner' | 'verdict' | 'channel'>,
) => Promise<(Settled & { readonly kind: 'settled' }) | Refusal>;

const STORE_RETRY_MS = 1_000;

/** Enters a reservation's outcome, and tries to until its hold ends. */
export function createSettleAnswer({ accounts, outboxes, clock, random, limits }: SettleOptions): SettleAnswer {
  return async (factor, challenge, reserved, event) => {
    const key = accountKeyOf(challenge);
    const jti = randomId(random);
    const accept = factor.kind === 'in-band' ? factor.accept?.bind(factor) : undefined;
    // Another poll repeats what a poll could not settle; nobody repeats a comparison.
    const persist = factor.kind === 'in-band' ? () => clock.now() < reserved.answer.holdUntil : undefined;
    try {
      const update = await accounts.update(
        key,
        (account, now) =>
          settle(account, { ...event, challenge, jti, ...(accept === undefined ? {} : { accept }) }, now, limits),
        { read: { account: reserved.account }, ...(persist === undefined ? {} : { persist }) },
      );
      if (update.kind === 'contended') return concurrentAttempt();
      outboxes.schedule(key);
      return { kind: 'settled', ...update.result };
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'unavailable') throw error;
      return refuse(
        'DEPENDENCY_UNAVAILABLE',
        'The store failed while the attempt was settled; repeat the same request id',
        {
          retryAfterMs: STORE_RETRY_MS,
        },
      );
    }
  };
}
