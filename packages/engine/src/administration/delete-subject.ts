import { newAccount } from '../account.ts';
import type { AccountWriter } from '../account-writer.ts';
import type { CallContext, DeleteSubjectRequest } from '../api.ts';
import type { Clock } from '../clock.ts';
import type { AccountDocument, AccountKey } from '../documents.ts';
import type { FactorRegistry } from '../factor-registry.ts';
import { deletionEventIdOf, type RandomBytes } from '../ids.ts';
import type { Outboxes } from '../outboxes.ts';
import { type Outcome, ok } from '../outcome.ts';
import type { Store } from '../store.ts';
import { concurrentAttempt } from '../transitions/guard-answer.ts';
import { standingQuestions } from '../transitions/standing-question.ts';
import { keep, write } from '../transitions/step.ts';
import type { DeviceQuestions } from '../verification/device-questions.ts';

interface DeleteOptions {
  readonly store: Pick<Store, 'readAccount' | 'eraseSubject' | 'appendEvents'>;
  readonly factors: FactorRegistry;
  readonly accounts: AccountWriter;
  readonly outboxes: Pick<Outboxes, 'append'>;
  readonly questions: Pick<DeviceQuestions, 'withdraw'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: RandomBytes;
}

export type DeleteSubject = (context: CallContext, request: DeleteSubjectRequest) => Promise<Outcome<void>>;

interface Buried {
  readonly done: boolean;
  /** Questions to devices that nobody will ask for any more. */
  readonly unasked: readonly string[];
}

const TRIES = 5;

/**
 * Erases a subject: its events go to the log, a tombstone stops every call under way, then the store deletes. What a
 * crash leaves undone, a repeated call does.
 */
export function createDeleteSubject({
  store,
  factors,
  accounts,
  outboxes,
  questions,
  clock,
  random,
}: DeleteOptions): DeleteSubject {
  async function bury(key: AccountKey): Promise<boolean> {
    for (let tried = 0; tried < TRIES; tried++) {
      const account = await store.readAccount(key);
      if (account === undefined || account.erased === true) return true;
      await outboxes.append(account);
      const logged = new Set(account.outbox.map((event) => event.id));
      const buried = await accounts.update<Buried>(key, (current) => {
        if (current === undefined || current.erased === true) return keep({ done: true, unasked: [] });
        // An event that is not in the log yet must not be erased with its outbox: append again.
        if (current.outbox.some((event) => !logged.has(event.id))) return keep({ done: false, unasked: [] });
        return write(tombstoneOf(current, random), { done: true, unasked: standingQuestions(current) });
      });
      if (buried.kind !== 'updated' || !buried.result.done) continue;
      const factor = factors.find(key.factorType);
      if (factor?.kind === 'out-of-band') {
        for (const transaction of buried.result.unasked) questions.withdraw(factor, transaction);
      }
      return true;
    }
    return false;
  }

  return async ({ caller }, request) => {
    for (const factorType of factors.types) {
      const key = { tenant: request.tenant, factorType, subject: request.subject };
      if (!(await bury(key))) return concurrentAttempt();
    }
    await store.eraseSubject(request.tenant, request.subject);
    const now = clock.now();
    await store.appendEvents([
      {
        schema: 1,
        id: deletionEventIdOf(request.tenant, request.subject, request.requestId),
        type: 'subject.deleted',
        occurredAt: now,
        recordedAt: now,
        tenant: request.tenant,
        subject: '',
        factorType: '',
        actor: caller.subject ?? caller.clientId,
        reason: request.reason,
      },
    ]);
    return ok(undefined);
  };
}

function tombstoneOf(account: AccountDocument, random: RandomBytes): AccountDocument {
  const { tenant, factorType, subject, version, writtenAt, generation, epoch } = account;
  return {
    ...newAccount({ tenant, factorType, subject }, random),
    version: version + 1,
    writtenAt,
    generation,
    epoch: epoch + 1,
    erased: true,
  };
}
