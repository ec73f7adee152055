import type { OutOfBandFactor } from '@authfactor/factor';
import { accountTime } from '../account.ts';
import type { AccountWriter } from '../account-writer.ts';
import type { CallContext, ChallengeRequest, ChallengeView, GetChallengeRequest } from '../api.ts';
import { isFinal, timeOfState } from '../challenge-state.ts';
import type { Clock } from '../clock.ts';
import type { AccountDocument } from '../documents.ts';
import type { FactorRegistry } from '../factor-registry.ts';
import type { Limits } from '../limits.ts';
import { lookup } from '../lookup.ts';
import type { Outboxes } from '../outboxes.ts';
import { type Outcome, ok, type Refusal } from '../outcome.ts';
import type { Store } from '../store.ts';
import { cancel } from '../transitions/cancel.ts';
import { concurrentAttempt } from '../transitions/guard-answer.ts';
import { challengeView } from '../views.ts';
import type { DeviceQuestions } from './device-questions.ts';
import { accountKeyOf, findChallenge } from './find-challenge.ts';
import type { DeviceWatch, PollDevice } from './poll-device.ts';

interface ReadOptions {
  readonly store: Pick<Store, 'readChallenge' | 'readAccount'>;
  readonly factors: FactorRegistry;
  readonly accounts: AccountWriter;
  readonly pollDevice: PollDevice;
  readonly questions: DeviceQuestions;
  readonly outboxes: Pick<Outboxes, 'schedule'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly limits: Limits;
}

export interface ReadChallenge {
  get(context: CallContext, request: GetChallengeRequest): Promise<Outcome<ChallengeView>>;
  cancel(context: CallContext, request: ChallengeRequest): Promise<Outcome<ChallengeView>>;
}

interface Look {
  readonly kind: 'looked';
  readonly view: ChallengeView;
  /** What was stored when the look began. */
  readonly before: ChallengeView;
}

const IN_BAND_POLL_MS = 500;

export function createReadChallenge(options: ReadOptions): ReadChallenge {
  const { store, factors, accounts, pollDevice, questions, outboxes, clock, limits } = options;

  async function look(
    context: CallContext,
    request: ChallengeRequest,
    watch: DeviceWatch,
    patienceMs?: number,
  ): Promise<Look | Refusal> {
    const found = await findChallenge(store, context, request);
    if (found.kind === 'refused') return found;
    const { challenge, account } = found;
    const factor = factors.find(challenge.factorType);
    if (factor === undefined) return factors.missing(challenge.factorType);
    const before = challengeView(factor, challenge, account, accountTime(account, clock.now()), limits);
    let current: AccountDocument | undefined = account;
    if (factor.kind === 'out-of-band' && (patienceMs === undefined || isDue(factor, watch, patienceMs))) {
      const { signal } = context;
      const polling = { watch, signal, ...(patienceMs === undefined ? {} : { patienceMs }) };
      const polled = await pollDevice.poll(factor, challenge, account, polling);
      if (polled.kind === 'refused') return polled;
      current = polled.value;
    }
    const told = await accounts.toTell(current, (read, now) => timeOfState(challenge, read, now, limits));
    if (factor.kind === 'out-of-band') questions.withdrawLapsed(factor, challenge, told.account, told.now);
    return { kind: 'looked', view: challengeView(factor, challenge, told.account, told.now, limits), before };
  }

  return {
    async get(context, request) {
      const until = performance.now() + request.waitMs;
      using watch = pollDevice.watch(request.challengeId);
      let seen = await look(context, request, watch);
      if (seen.kind === 'refused') return seen;
      const { before } = seen;
      while (!isFinal(seen.view.state) && isSame(seen.view, before)) {
        const left = until - performance.now();
        if (left <= 0) break;
        await pause(Math.min(left, untilNextLook(seen.view, watch)), context.signal);
        seen = await look(context, request, watch, until - performance.now());
        if (seen.kind === 'refused') return seen;
      }
      return ok(seen.view);
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
      const now = accountTime(account, clock.now());
      if (factor.kind === 'out-of-band') {
        const transaction = account && lookup(account.challenges, challenge.id)?.device?.transaction;
        if (ended && transaction !== undefined) questions.withdraw(factor, transaction);
        else questions.withdrawLapsed(factor, challenge, account, now);
      }
      return ok(challengeView(factor, challenge, account, now, limits));
    },
  };
}

/** Whether a caller who waits asks the provider now: others in this process may just have done so. */
const isDue = (factor: OutOfBandFactor, watch: DeviceWatch, patienceMs: number): boolean =>
  patienceMs > 0 && watch.dueInMs(factor.pollIntervalMs) <= 0;

/** Whether somebody who waits for news has none. */
const isSame = (a: ChallengeView, b: ChallengeView): boolean => a.state === b.state && a.matchCode === b.matchCode;

function untilNextLook({ pollIntervalMs }: ChallengeView, watch: DeviceWatch): number {
  if (pollIntervalMs === undefined) return IN_BAND_POLL_MS;
  const due = Math.ceil(watch.dueInMs(pollIntervalMs));
  return due > 0 ? due : pollIntervalMs;
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
