import type { Factor } from '@authfactor/factor';
import { accountTime, newAccount } from './account.ts';
import type { AccountWriter } from './account-writer.ts';
import type { SubjectRef, SubjectStatusView } from './api.ts';
import type { Clock } from './clock.ts';
import type { RandomBytes } from './ids.ts';
import type { Limits } from './limits.ts';
import type { Outboxes } from './outboxes.ts';
import { type Outcome, ok } from './outcome.ts';
import { type ChangeEvent, changeAccount } from './transitions/change-account.ts';
import { concurrentAttempt } from './transitions/guard-answer.ts';
import type { DeviceQuestions } from './verification/device-questions.ts';
import { statusView } from './views.ts';

interface ChangeOptions {
  readonly accounts: AccountWriter;
  readonly outboxes: Pick<Outboxes, 'schedule'>;
  readonly questions: Pick<DeviceQuestions, 'withdraw'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: RandomBytes;
  readonly limits: Limits;
}

export type ChangeSubject = (
  factor: Factor,
  subject: SubjectRef,
  event: Pick<ChangeEvent, 'kind' | 'requestId' | 'actor' | 'reason'>,
) => Promise<Outcome<SubjectStatusView>>;

/** Resets, by an administrator or by the user; gives where the subject then stands. */
export function createChangeSubject({
  accounts,
  outboxes,
  questions,
  clock,
  random,
  limits,
}: ChangeOptions): ChangeSubject {
  return async (factor, { tenant, subject }, event) => {
    const key = { tenant, factorType: factor.info.factorType, subject };
    const change: ChangeEvent = {
      ...event,
      retire: factor.retire?.bind(factor),
      fresh: newAccount(key, random),
      wallNow: clock.now(),
    };
    const update = await accounts.update(key, (account, now) => changeAccount(account, change, now, limits));
    if (update.kind === 'contended') return concurrentAttempt();
    if (update.result.kind === 'refused') return update.result;
    outboxes.schedule(key);
    const { account, unasked } = update.result;
    if (factor.kind === 'out-of-band') for (const transaction of unasked) questions.withdraw(factor, transaction);
    return ok(statusView(factor, account, accountTime(account, clock.now()), limits));
  };
}
