import { accountTime } from '../account.ts';
import type { AccountWriter } from '../account-writer.ts';
import type { CallContext, ChallengeRequest, ChallengeView, GetChallengeRequest } from '../api.ts';
import { isFinal, timeOfState } from '../challenge-state.ts';
import type { Clock } from '../clock.ts';
import type { FactorRegistry } from '../factor-registry.ts';
import type { Limits } from '../limits.ts';
import { lookup } from '../lookup.ts';
import type { Outboxes } from '../outboxes.ts';
import { type Outcome, ok } from '../outcome.ts';
import type { Store } from '../store.ts';
import { cancel } from '../transitions/cancel.ts';
import { concurrentAttempt } from '../transitions/guard-answer.ts';
import { challengeView } from '../views.ts';
import type { Waits } from '../waits.ts';
import { type DeviceChallenges, withdraw } from './device-challenges.ts';
import { accountKeyOf, findChallenge } from './find-challenge.ts';

interface ReadOptions {
  readonly store: Pick<Store, 'readChallenge' | 'readAccount'>;
  readonly factors: FactorRegistry;
  readonly accounts: AccountWriter;
  readonly devices: Pick<DeviceChallenges, 'poll'>;
  readonly outboxes: Pick<Outboxes, 'schedule'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly waits: Pick<Waits, 'timeout'>;
  readonly limits: Limits;
}

export interface ReadChallenge {
  get(context: CallContext, request: GetChallengeRequest): Promise<Outcome<ChallengeView>>;
  cancel(context: CallContext, request: ChallengeRequest): Promise<Outcome<ChallengeView>>;
}

const IN_BAND_POLL_MS = 500;

export function createReadChallenge(options: ReadOptions): ReadChallenge {
  const { store, factors, accounts, devices, outboxes, clock, waits, limits } = options;

  async function look(context: CallContext, request: ChallengeRequest): Promise<Outcome<ChallengeView>> {
    const found = await findChallenge(store, context, request);
    if (found.kind === 'refused') return found;
    const factor = factors.find(found.challenge.factorType);
    if (factor === undefined) return factors.missing(found.challenge.factorType);
    const polled =
      factor.kind === 'out-of-band'
        ? await devices.poll(factor, found.challenge, found.account, context.signal)
        : ok(found.account);
    if (polled.kind === 'refused') return polled;
    const told = await accounts.toTell(polled.value, (read, now) => timeOfState(found.challenge, read, now, limits));
    return ok(challengeView(factor, found.challenge, told.account, told.now, limits));
  }

  return {
    async get(context, request) {
      const until = performance.now() + request.waitMs;
      const first = await look(context, request);
      let current = first;
      while (current.kind === 'ok' && first.kind === 'ok' && current.value.state === first.value.state) {
        const left = until - performance.now();
        if (isFinal(current.value.state) || left <= 0) break;
        await pause(Math.min(left, current.value.pollIntervalMs ?? IN_BAND_POLL_MS), context.signal);
        current = await look(context, request);
      }
      return current;
    },

    async cancel(context, request) {
      const found = await findChallenge(store, context, request);
      if (found.kind === 'refused') return found;
      const { challenge } = found;
      const factor = factors.find(challenge.factorType);
      if (factor === undefined) return factors.missing(challenge.factorType);
      const update = await accounts.update(
        accountKeyOf(challenge),
        (account, now) => cancel(account, challenge, now, limits),
        { read: { account: found.account } },
      );
      if (update.kind === 'contended') return concurrentAttempt();
      if (update.result.kind === 'refused') return update.result;
      const { account, now: ended } = update.result;
      outboxes.schedule(accountKeyOf(challenge));
      const transaction = account && lookup(account.challenges, challenge.id)?.device?.transaction;
      if (factor.kind === 'out-of-band' && ended && transaction !== undefined) {
        await withdraw(factor, transaction, waits.timeout(limits.holdMs));
      }
      return ok(challengeView(factor, challenge, account, accountTime(account, clock.now()), limits));
    },
  };
}

/** Rejects with the signal's reason when it aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
    return undefined;
  });
}
