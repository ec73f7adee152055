import type { Channel, InBandFactor, PromptKey, Secret } from '@authfactor/factor';
import { accountTime } from '../account.ts';
import type { AccountWriter } from '../account-writer.ts';
import type { AnswerView, CallContext, SubmitAnswerRequest } from '../api.ts';
import { isLive, timeOfState } from '../challenge-state.ts';
import type { Clock } from '../clock.ts';
import type { AccountDocument, AnswerEntry, ChallengeDocument } from '../documents.ts';
import type { FactorRegistry } from '../factor-registry.ts';
import { attemptIdOf, type RandomBytes, randomId } from '../ids.ts';
import type { Limits } from '../limits.ts';
import { lookup } from '../lookup.ts';
import type { Outboxes } from '../outboxes.ts';
import { type Outcome, ok, type Refusal, refuse } from '../outcome.ts';
import type { Store } from '../store.ts';
import { challengeClosed, challengeNotFound, concurrentAttempt, guardAnswer } from '../transitions/guard-answer.ts';
import { recordUnusable } from '../transitions/record-unusable.ts';
import { type Reserved, reserve } from '../transitions/reserve.ts';
import type { Verdict } from '../transitions/settle.ts';
import { challengeView, channelsOf, settledLock } from '../views.ts';
import type { Waits } from '../waits.ts';
import { accountKeyOf, findChallenge } from './find-challenge.ts';
import { challengeContextOf, credentialContextOf, openChallenge } from './open-challenge.ts';
import type { SettleAnswer } from './settle-answer.ts';

interface SubmitOptions {
  readonly store: Pick<Store, 'readChallenge' | 'readAccount'>;
  readonly factors: FactorRegistry;
  readonly accounts: AccountWriter;
  readonly settleAnswer: SettleAnswer;
  readonly outboxes: Pick<Outboxes, 'schedule'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: RandomBytes;
  readonly waits: Pick<Waits, 'timeout'>;
  readonly limits: Limits;
  /** A factor threw. Its message may hold anything. */
  readonly onFault: (error: unknown) => void;
}

export type SubmitAnswer = (context: CallContext, request: SubmitAnswerRequest) => Promise<Outcome<AnswerView>>;

/** Takes one answer: guard → read → open → admit → reserve → compare → settle. Nothing is compared before it is counted. */
export function createSubmitAnswer(options: SubmitOptions): SubmitAnswer {
  const { store, factors, accounts, settleAnswer, outboxes, clock, random, waits, limits, onFault } = options;

  /** The outcome that a request id has, by the table of outcomes. `otherwise`: where the account forgot it meanwhile. */
  async function show(
    factor: InBandFactor,
    challenge: ChallengeDocument,
    read: AccountDocument | undefined,
    requestId: string,
    otherwise: AnswerEntry,
  ): Promise<Outcome<AnswerView>> {
    const { account, now } = await accounts.toTell(read, (current, at) => timeOfState(challenge, current, at, limits));
    // Erased meanwhile.
    if (account === undefined || account.erased === true) return challengeNotFound();
    const entry = lookup(account.challenges, challenge.id);
    const answer = (entry === undefined ? undefined : lookup(entry.answers, requestId)) ?? otherwise;
    if (answer.state === 'closed') return challengeClosed();
    if (answer.state === 'reserved' && isLive(answer, now, limits)) return concurrentAttempt();
    const outcome = OUTCOMES[answer.state];
    const lock = settledLock(account, now, limits);
    return ok({
      outcome,
      ...(answer.state === 'unusable' ? { unusable: answer.reason } : {}),
      challenge: challengeView(factor, challenge, account, now, limits, promptAfter(answer)),
      ...(lock > 0 && outcome !== 'verified' ? { lockedUntil: lock } : {}),
    });
  }

  /** Another call with the same request id was faster. */
  const showKnown = async (
    factor: InBandFactor,
    challenge: ChallengeDocument,
    requestId: string,
    answer: AnswerEntry,
  ) => show(factor, challenge, await store.readAccount(accountKeyOf(challenge)), requestId, answer);

  async function takeUnusable(
    factor: InBandFactor,
    challenge: ChallengeDocument,
    read: AccountDocument | undefined,
    event: Parameters<typeof recordUnusable>[1],
  ): Promise<Outcome<AnswerView>> {
    const recorded = await accounts.update(
      accountKeyOf(challenge),
      (account, now) => recordUnusable(account, event, now, limits),
      { read: { account: read } },
    );
    if (recorded.kind === 'contended') return concurrentAttempt();
    const { result } = recorded;
    if (result.kind === 'refused') return result;
    outboxes.schedule(accountKeyOf(challenge));
    if (result.kind === 'known') return showKnown(factor, challenge, event.requestId, result.answer);
    return show(factor, challenge, result.account, event.requestId, { state: 'unusable', reason: event.reason });
  }

  /** Counts the attempt. What the store does after the time given here is up counts too, but is compared no more. */
  async function takeReservation(
    challenge: ChallengeDocument,
    read: AccountDocument,
    requestId: string,
    signal: AbortSignal,
  ): Promise<Reserved | Exclude<ReturnType<typeof guardAnswer>, { kind: 'open' }>> {
    const owner = randomId(random);
    const reserved = await accounts.update(
      accountKeyOf(challenge),
      (account, now) => {
        // The caller may still give up: nothing is counted yet.
        signal.throwIfAborted();
        return reserve(account, { challenge, requestId, owner }, now, limits);
      },
      { read: { account: read }, signal: waits.timeout(limits.reserveTimeoutMs) },
    );
    return reserved.kind === 'contended' ? concurrentAttempt() : reserved.result;
  }

  async function compare(
    factor: InBandFactor,
    permit: Parameters<InBandFactor['compare']>[0],
    challenge: ChallengeDocument,
    { account, answer }: Reserved,
    handle: string,
    value: Secret,
  ): Promise<Verdict> {
    const { credential } = account;
    if (factor.enrollment !== undefined && credential === undefined) return { kind: 'lost' };
    try {
      return await factor.compare(permit, {
        context: credentialContextOf(challenge, account),
        challenge: challengeContextOf(challenge),
        attemptId: attemptIdOf(challenge.id, answer.owner),
        handle,
        record: credential?.record ?? '',
        ...(credential?.factorState === undefined ? {} : { factorState: credential.factorState }),
        value,
        now: clock.now(),
      });
    } catch (error) {
      onFault(error);
      return { kind: 'lost' };
    }
  }

  return async (context, request) => {
    const found = await findChallenge(store, context, request);
    if (found.kind === 'refused') return found;
    const { challenge, account } = found;
    const factor = factors.find(challenge.factorType);
    if (factor === undefined) return factors.missing(challenge.factorType);
    if (factor.kind === 'out-of-band') return answeredOnDevice();

    const now = accountTime(account, clock.now());
    const guard = guardAnswer(challenge, account, request.requestId, undefined, now, limits);
    if (guard.kind === 'refused') return guard;
    if (guard.kind === 'known') return show(factor, challenge, account, request.requestId, guard.answer);

    const channel: Channel = request.answer.kind === 'spoken' ? 'speech' : request.answer.channel;
    if (!channelsOf(factor, challenge.channels).includes(channel)) return notOffered(channel);
    const reading = factor.read(request.answer, challenge.language);
    if (reading.kind === 'unusable') {
      const event = { challenge, requestId: request.requestId, reason: reading.reason };
      return takeUnusable(factor, challenge, account, event);
    }

    using value = reading.value;
    const opened = await openChallenge(factor, challenge, account, context.signal);
    if (opened.kind === 'refused') return opened;
    const admission = await factor.admit('verify', {
      signal: context.signal,
      ...(context.deadline === undefined ? {} : { deadline: context.deadline }),
    });
    if (admission.kind === 'overloaded') return overloaded(admission.retryAfterMs);
    let reserved: Awaited<ReturnType<typeof takeReservation>>;
    let verdict: Verdict;
    {
      using permit = admission.permit;
      reserved = await takeReservation(challenge, account, request.requestId, context.signal);
      if (reserved.kind === 'refused') return reserved;
      if (reserved.kind === 'known') return showKnown(factor, challenge, request.requestId, reserved.answer);
      verdict = await compare(factor, permit, challenge, reserved, opened.handle, value);
    }
    const settled = await settleAnswer(factor, challenge, reserved, {
      requestId: request.requestId,
      owner: reserved.answer.owner,
      verdict,
      channel,
    });
    if (settled.kind === 'refused') return settled;
    if (settled.damaged) return credentialDamaged();
    const answer = settled.answer ?? { state: 'lost' as const, seq: reserved.answer.seq };
    return show(factor, challenge, settled.account, request.requestId, answer);
  };
}

const OUTCOMES = {
  matched: 'verified',
  mismatched: 'mismatched',
  reused: 'code-reused',
  unusable: 'unusable',
  lost: 'lost',
  reserved: 'lost',
} as const satisfies Record<Exclude<AnswerEntry['state'], 'closed'>, AnswerView['outcome']>;

function promptAfter(answer: AnswerEntry): PromptKey {
  switch (answer.state) {
    case 'unusable':
      return `unusable.${answer.reason}`;
    case 'mismatched':
      return 'mismatched';
    case 'reused':
      return 'reused';
    case 'reserved':
    case 'matched':
    case 'closed':
    case 'lost':
      return 'retry';
    default:
      return answer satisfies never;
  }
}

const notOffered = (channel: Channel): Refusal =>
  refuse('CHANNEL_UNSUPPORTED', `The challenge takes no answers by ${channel}; use one of the channels of its prompt`, {
    field: 'input',
  });

const answeredOnDevice = (): Refusal =>
  refuse('CHANNEL_UNSUPPORTED', 'The challenge is answered on the subject’s own device; poll it with GetChallenge', {
    field: 'input',
  });

export const overloaded = (retryAfterMs: number): Refusal =>
  refuse('OVERLOADED', 'The service is busy and counted nothing; repeat the call with the same request id', {
    retryAfterMs,
  });

export const credentialDamaged = (): Refusal =>
  refuse('CREDENTIAL_DAMAGED', 'The stored credential cannot be read; the subject has to enrol again');
