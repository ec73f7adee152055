import type { EnrollmentResult, InBandFactor, Secret } from '@authfactor/factor';
import { accountTime } from '../account.ts';
import type { AccountWriter } from '../account-writer.ts';
import type { CallContext, EnrollmentView, SubmitEnrollmentRequest } from '../api.ts';
import type { Clock } from '../clock.ts';
import type { AccountDocument, AccountKey, EnrollmentEntry } from '../documents.ts';
import { answerAt, timeOfEnrollment } from '../enrollment-state.ts';
import type { FactorRegistry } from '../factor-registry.ts';
import { factorTypeOf, type RandomBytes, randomId } from '../ids.ts';
import type { Limits } from '../limits.ts';
import { lookup } from '../lookup.ts';
import type { Outboxes } from '../outboxes.ts';
import { type Outcome, ok, refuse } from '../outcome.ts';
import type { Settings } from '../settings.ts';
import type { Store } from '../store.ts';
import { concurrentAttempt } from '../transitions/guard-answer.ts';
import { enrollmentClosed, enrollmentNotFound, guardInput } from '../transitions/guard-input.ts';
import { settleInput } from '../transitions/settle-input.ts';
import { refuseInput, reserveInput, type TakenInput } from '../transitions/take-input.ts';
import { overloaded } from '../verification/submit-answer.ts';
import { enrollmentView } from '../views.ts';
import type { Waits } from '../waits.ts';
import { enrolledElsewhere, enrollmentDisabled } from './begin-enrollment.ts';
import { endUserOf } from './end-user.ts';
import { readInput } from './read-input.ts';
import { rejectionsOf } from './rejections-of.ts';

interface SubmitOptions {
  readonly store: Pick<Store, 'readAccount'>;
  readonly factors: FactorRegistry;
  readonly settings: Pick<Settings, 'read'>;
  readonly accounts: AccountWriter;
  readonly outboxes: Pick<Outboxes, 'schedule'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: RandomBytes;
  readonly waits: Pick<Waits, 'timeout'>;
  readonly limits: Limits;
  /** A factor threw. Its message may hold anything. */
  readonly onFault: (error: unknown) => void;
}

export type SubmitInput = (context: CallContext, request: SubmitEnrollmentRequest) => Promise<Outcome<EnrollmentView>>;

/** Takes one enrolment input: guard → read and check → admit → reserve → compare with the history → settle. */
export function createSubmitInput(options: SubmitOptions): SubmitInput {
  const { store, factors, settings, accounts, outboxes, clock, random, waits, limits, onFault } = options;

  async function show(
    factor: InBandFactor,
    { enrollmentId, requestId }: SubmitEnrollmentRequest,
    read: AccountDocument | undefined,
  ): Promise<Outcome<EnrollmentView>> {
    const entryOf = (account: AccountDocument) => lookup(account.enrollments, enrollmentId);
    const { account, now } = await accounts.toTell(read, (current, at) => {
      const entry = entryOf(current);
      return entry === undefined ? 0 : timeOfEnrollment(entry, at, limits);
    });
    const entry = account === undefined ? undefined : entryOf(account);
    if (entry === undefined) return enrollmentNotFound();
    const answer = lookup(entry.answers, requestId);
    const rejections = answer === undefined ? [] : rejectionsOf(answerAt(answer, now, limits));
    return ok(enrollmentView(factor, enrollmentId, entry, now, limits, rejections));
  }

  const showKnown = async (
    factor: InBandFactor,
    request: SubmitEnrollmentRequest,
    key: AccountKey,
    taken: TakenInput,
  ) => (taken.kind === 'refused' ? taken : show(factor, request, await store.readAccount(key)));

  async function complete(
    factor: InBandFactor,
    permit: Parameters<InBandFactor['compare']>[0],
    account: AccountDocument,
    entry: EnrollmentEntry,
    value: Secret,
  ): Promise<EnrollmentResult | { readonly kind: 'lost' }> {
    if (factor.enrollment === undefined) return { kind: 'lost' };
    const { tenant, subject, factorType, credential } = account;
    try {
      return await factor.enrollment.complete(permit, {
        context: { tenant, subject, factorType, generation: account.generation + 1 },
        value,
        history: account.history,
        ...(credential === undefined ? {} : { current: credential }),
        ...(entry.pending === undefined ? {} : { pending: entry.pending }),
        now: clock.now(),
      });
    } catch (error) {
      onFault(error);
      return { kind: 'lost' };
    }
  }

  return async (context, request) => {
    const user = endUserOf(context, clock.now(), limits.freshLoginMs);
    if (user.kind === 'refused') return user;
    const { tenant, subject, client } = user;
    const factorType = factorTypeOf(request.enrollmentId);
    const factor = factorType === undefined ? undefined : factors.find(factorType);
    if (factor === undefined || factorType === undefined) return enrollmentNotFound();
    if (factor.enrollment === undefined || factor.kind !== 'in-band') return enrolledElsewhere();
    const key = { tenant, factorType, subject };
    const [availability, account] = await Promise.all([settings.read({ tenant, factorType }), store.readAccount(key)]);
    const { requestId, enrollmentId } = request;
    const now = accountTime(account, clock.now());
    const guard = guardInput(account, enrollmentId, client, requestId, undefined, now, limits);
    if (guard.kind === 'refused') return guard;
    if (guard.kind === 'known') return show(factor, request, account);
    if (!availability.enrollmentEnabled) return enrollmentDisabled(factor.info.displayName);
    if (factor.enrollment.input.confirm && request.confirmation === undefined) {
      return refuse('INVALID_REQUEST', 'The confirmation is missing; send the same input twice', {
        field: 'confirmation',
      });
    }

    if (!factor.enrollment.input.confirm && request.confirmation !== undefined) {
      return refuse('INVALID_REQUEST', 'This factor asks for no confirmation; send the input alone', {
        field: 'confirmation',
      });
    }

    const input = readInput(factor, request.input, request.confirmation, guard.entry.language);
    const event = { enrollmentId, client, requestId };
    if (input.kind === 'rejected') {
      const refused = await accounts.update(
        key,
        (current, at) => refuseInput(current, { ...event, rejections: input.rejections }, at, limits),
        { read: { account } },
      );
      return refused.kind === 'contended' ? concurrentAttempt() : showKnown(factor, request, key, refused.result);
    }

    using value = input.value;
    const admission = await factor.admit('enroll', {
      signal: context.signal,
      ...(context.deadline === undefined ? {} : { deadline: context.deadline }),
    });
    if (admission.kind === 'overloaded') return overloaded(admission.retryAfterMs);
    const owner = randomId(random);
    let holdUntil = 0;
    let outcome: EnrollmentResult | { readonly kind: 'lost' };
    {
      using permit = admission.permit;
      const reserved = await accounts.update(
        key,
        (current, at) => {
          // The user may still give up: nothing is counted yet.
          context.signal.throwIfAborted();
          return reserveInput(current, { ...event, owner }, at, limits);
        },
        { read: { account }, signal: waits.timeout(limits.reserveTimeoutMs) },
      );
      if (reserved.kind === 'contended') return concurrentAttempt();
      if (reserved.result.kind !== 'taken') return showKnown(factor, request, key, reserved.result);
      const answer = lookup(reserved.result.entry.answers, requestId);
      holdUntil = answer?.state === 'reserved' ? answer.holdUntil : 0;
      outcome = await complete(factor, permit, reserved.result.account, reserved.result.entry, value);
    }
    const settled = await accounts.update(
      key,
      (current, at) =>
        settleInput(
          current,
          { ...event, owner, actor: subject, outcome, retire: factor.retire?.bind(factor) },
          at,
          limits,
        ),
      { persist: () => clock.now() < holdUntil },
    );
    if (settled.kind === 'contended') return concurrentAttempt();
    outboxes.schedule(key);
    const { result } = settled;
    switch (result.kind) {
      case 'refused':
        return result;
      case 'gone':
        return enrollmentClosed();
      case 'settled':
        return show(factor, request, result.account);
      default:
        return result satisfies never;
    }
  };
}
