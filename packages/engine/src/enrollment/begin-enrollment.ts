import { newAccount } from '../account.ts';
import type { AccountWriter } from '../account-writer.ts';
import type { BeginEnrollmentRequest, CallContext, EnrollmentBegun } from '../api.ts';
import type { Clock } from '../clock.ts';
import { enrollmentState, timeOfEnrollment } from '../enrollment-state.ts';
import type { FactorRegistry } from '../factor-registry.ts';
import { enrollmentIdOf, type RandomBytes } from '../ids.ts';
import type { Limits } from '../limits.ts';
import { lookup } from '../lookup.ts';
import { type Outcome, ok, type Refusal, refuse } from '../outcome.ts';
import type { Settings } from '../settings.ts';
import { beginEnrollment } from '../transitions/begin-enrollment.ts';
import { beingErased, concurrentAttempt } from '../transitions/guard-answer.ts';
import { enrollmentView } from '../views.ts';
import { endUserOf } from './end-user.ts';

interface BeginOptions {
  readonly factors: FactorRegistry;
  readonly settings: Pick<Settings, 'read'>;
  readonly accounts: AccountWriter;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: RandomBytes;
  readonly limits: Limits;
}

export type BeginEnrollment = (
  context: CallContext,
  request: BeginEnrollmentRequest,
) => Promise<Outcome<EnrollmentBegun>>;

export function createBeginEnrollment({
  factors,
  settings,
  accounts,
  clock,
  random,
  limits,
}: BeginOptions): BeginEnrollment {
  return async (context, request) => {
    const user = endUserOf(context, clock.now(), limits.freshLoginMs);
    if (user.kind === 'refused') return user;
    const factor = factors.find(request.factorType);
    if (factor === undefined) return factors.missing(request.factorType);
    const { enrollment } = factor;
    if (enrollment === undefined) return enrolledElsewhere();
    const { tenant, subject, client } = user;
    const { factorType } = request;
    const availability = await settings.read({ tenant, factorType });
    if (!availability.enrollmentEnabled) return enrollmentDisabled(factor.info.displayName);

    const key = { tenant, factorType, subject };
    const id = enrollmentIdOf(factorType, tenant, client, subject, request.requestId);
    const contextOf = (generation: number) => ({ ...key, generation });
    const event = {
      id,
      client,
      language: request.language,
      fresh: newAccount(key, random),
      pendingFor: (generation: number) => enrollment.start?.(contextOf(generation)).pending,
    };
    const update = await accounts.update(key, (account, now) => beginEnrollment(account, event, now, limits));
    if (update.kind === 'contended') return concurrentAttempt();
    const { result } = update;
    if (result.kind === 'refused') return result;
    const { account, now } = await accounts.toTell(result.account, (current, at) => {
      const known = lookup(current.enrollments, id);
      return known === undefined ? 0 : timeOfEnrollment(known, at, limits);
    });
    const entry = account === undefined ? undefined : lookup(account.enrollments, id);
    if (account === undefined || entry === undefined) return beingErased();
    const open = enrollmentState(entry, now, limits) === 'awaiting-input' && entry.pending !== undefined;
    return ok({
      enrollment: enrollmentView(factor, id, entry, now, limits),
      provisioningUri:
        (open && entry.pending !== undefined
          ? enrollment.provisioningUri?.(contextOf(account.generation + 1), entry.pending)
          : undefined) ?? '',
    });
  };
}

/** The sentence is the product's: whoever opens the enrolment reads exactly this. */
export const enrollmentDisabled = (displayName: string): Refusal =>
  refuse(
    'ENROLLMENT_DISABLED',
    `${displayName} enrollment is not available at this time. Please contact your administrator for more details.`,
  );

export const enrolledElsewhere = (): Refusal =>
  refuse('CAPABILITY_UNSUPPORTED', 'This factor does not enrol here; its enrollment_uri says where', {
    field: 'factor_type',
  });
