import { accountTime, advance } from '../account.ts';
import type { AccountWriter } from '../account-writer.ts';
import type { CallContext, EnrollmentApi, EnrollmentOption, RemoveCredentialRequest } from '../api.ts';
import type { ChangeSubject } from '../change-subject.ts';
import type { Clock } from '../clock.ts';
import type { AccountDocument, EnrollmentEntry } from '../documents.ts';
import { answerAt, endEnrollment, enrollmentState, timeOfEnrollment } from '../enrollment-state.ts';
import type { FactorRegistry } from '../factor-registry.ts';
import { factorViewOf } from '../factor-view.ts';
import { factorTypeOf, type RandomBytes } from '../ids.ts';
import type { Limits } from '../limits.ts';
import { lookup } from '../lookup.ts';
import type { Outboxes } from '../outboxes.ts';
import { ok } from '../outcome.ts';
import type { Settings } from '../settings.ts';
import type { Store } from '../store.ts';
import { concurrentAttempt } from '../transitions/guard-answer.ts';
import { enrollmentNotFound } from '../transitions/guard-input.ts';
import { keep, write } from '../transitions/step.ts';
import { enrollmentView, statusView } from '../views.ts';
import type { Waits } from '../waits.ts';
import { createBeginEnrollment, enrolledElsewhere } from './begin-enrollment.ts';
import { endUserOf } from './end-user.ts';
import { rejectionsOf } from './rejections-of.ts';
import { createSubmitInput } from './submit-input.ts';

interface EnrollmentOptions {
  readonly store: Pick<Store, 'readAccount'>;
  readonly factors: FactorRegistry;
  readonly settings: Pick<Settings, 'read'>;
  readonly accounts: AccountWriter;
  readonly outboxes: Pick<Outboxes, 'schedule'>;
  readonly changeSubject: ChangeSubject;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: RandomBytes;
  readonly waits: Pick<Waits, 'timeout'>;
  readonly limits: Limits;
  readonly onFault: (error: unknown) => void;
}

export function createEnrollmentApi(options: EnrollmentOptions): EnrollmentApi {
  const { store, factors, settings, accounts, changeSubject, clock, limits } = options;

  function locate(context: CallContext, enrollmentId: string) {
    const user = endUserOf(context, clock.now(), limits.freshLoginMs);
    if (user.kind === 'refused') return user;
    const factorType = factorTypeOf(enrollmentId);
    const factor = factorType === undefined ? undefined : factors.find(factorType);
    if (factor === undefined || factorType === undefined) return enrollmentNotFound();
    return {
      kind: 'located' as const,
      factor,
      client: user.client,
      key: { tenant: user.tenant, factorType, subject: user.subject },
    };
  }

  return {
    begin: createBeginEnrollment(options),
    submit: createSubmitInput(options),

    async getOptions(context) {
      const user = endUserOf(context, clock.now(), limits.freshLoginMs);
      if (user.kind === 'refused') return user;
      const { tenant, subject } = user;
      const offered: EnrollmentOption[] = [];
      for (const factor of factors.all) {
        const { factorType } = factor.info;
        const availability = await settings.read({ tenant, factorType });
        if (!availability.enrollmentEnabled) continue;
        const account = await store.readAccount({ tenant, factorType, subject });
        offered.push({
          factor: factorViewOf(factor, availability, limits),
          status: statusView(factor, account, accountTime(account, clock.now()), limits),
        });
      }
      return ok(offered);
    },

    async get(context, { enrollmentId }) {
      const located = locate(context, enrollmentId);
      if (located.kind === 'refused') return located;
      const entryOf = (account: AccountDocument | undefined) => ownEntry(account, enrollmentId, located.client);
      const { account, now } = await accounts.toTell(await store.readAccount(located.key), (current, at) => {
        const known = entryOf(current);
        return known === undefined ? 0 : timeOfEnrollment(known, at, limits);
      });
      const entry = entryOf(account);
      if (entry === undefined) return enrollmentNotFound();
      const last = Object.values(entry.answers).at(-1);
      const rejections = last === undefined ? [] : rejectionsOf(answerAt(last, now, limits));
      return ok(enrollmentView(located.factor, enrollmentId, entry, now, limits, rejections));
    },

    async cancel(context, { enrollmentId }) {
      const located = locate(context, enrollmentId);
      if (located.kind === 'refused') return located;
      const update = await accounts.update(located.key, (account, now) => {
        const stored = ownEntry(account, enrollmentId, located.client);
        if (account === undefined || stored === undefined) return keep(undefined);
        if (enrollmentState(stored, now, limits) !== 'awaiting-input') {
          if (timeOfEnrollment(stored, now, limits) <= account.writtenAt) return keep({ entry: stored, now });
          // It ended of itself: that this time has come is stored before anyone is told.
          return write(advance(account, {}, [], now), { entry: stored, now });
        }
        const canceled = endEnrollment(stored, 'canceled', now, limits);
        const enrollments = { ...account.enrollments, [enrollmentId]: canceled };
        return write(advance(account, { enrollments }, [], now), { entry: canceled, now });
      });
      if (update.kind === 'contended') return concurrentAttempt();
      if (update.result === undefined) return enrollmentNotFound();
      const { entry, now } = update.result;
      return ok(enrollmentView(located.factor, enrollmentId, entry, now, limits));
    },

    async removeCredential(context: CallContext, { requestId, factorType }: RemoveCredentialRequest) {
      const user = endUserOf(context, clock.now(), limits.freshLoginMs);
      if (user.kind === 'refused') return user;
      const factor = factors.find(factorType);
      if (factor === undefined) return factors.missing(factorType);
      if (factor.enrollment === undefined) return enrolledElsewhere();
      return changeSubject(factor, user, { kind: 'remove', requestId, actor: user.subject, reason: '' });
    },
  };
}

function ownEntry(account: AccountDocument | undefined, id: string, client: string): EnrollmentEntry | undefined {
  const entry = account === undefined ? undefined : lookup(account.enrollments, id);
  return entry?.client === client ? entry : undefined;
}
