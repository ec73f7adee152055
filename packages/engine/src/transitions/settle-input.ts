import type { CredentialRecord, EnrollmentResult } from '@authfactor/factor';
import { advance, type EventDraft, nextEpoch } from '../account.ts';
import type { AccountDocument, EnrollmentAnswer, EnrollmentEntry } from '../documents.ts';
import { endEnrollment, enrollmentState } from '../enrollment-state.ts';
import type { Limits } from '../limits.ts';
import { clearForNewCredential } from '../lock.ts';
import { lookup } from '../lookup.ts';
import { type Refusal, refuse } from '../outcome.ts';
import { type Retire, retireCredential } from './retire-credential.ts';
import { keep, type Step, write } from './step.ts';
import type { InputEvent } from './take-input.ts';

export interface SettleInputEvent extends InputEvent {
  readonly owner: string;
  readonly actor: string;
  /** `lost`: the comparison could not be made. */
  readonly outcome: EnrollmentResult | { readonly kind: 'lost' };
  readonly retire: Retire | undefined;
}

export type SettledInput =
  | {
      readonly kind: 'settled';
      readonly account: AccountDocument;
      readonly entry: EnrollmentEntry;
      readonly answer: EnrollmentAnswer;
    }
  | { readonly kind: 'gone' }
  | Refusal;

/** Enters what became of a reserved input; a good one becomes the credential, the old one history. */
export function settleInput(
  account: AccountDocument | undefined,
  event: SettleInputEvent,
  now: number,
  limits: Limits,
): Step<SettledInput> {
  const entry = account === undefined ? undefined : lookup(account.enrollments, event.enrollmentId);
  const answer = entry === undefined ? undefined : lookup(entry.answers, event.requestId);
  if (account === undefined || entry === undefined || answer === undefined) return keep({ kind: 'gone' });
  // Settled already: by an earlier try of this call whose answer was lost.
  if (answer.state !== 'reserved') return keep({ kind: 'settled', account, entry, answer });
  if (answer.owner !== event.owner) return keep({ kind: 'gone' });
  const { outcome } = event;
  const open = entry.state === undefined && now < answer.holdUntil;
  if (!open || outcome.kind === 'lost') {
    return writeSettled(account, entry, event, { state: 'lost' }, {}, [], now, limits);
  }
  if (account.epoch !== answer.epoch) {
    return keep(refuse('STALE_REVISION', 'The credential was changed meanwhile; submit again with a new request id'));
  }
  if (outcome.kind === 'rejected') {
    const rejected: EnrollmentAnswer = { state: 'rejected', rejections: outcome.rejections };
    return writeSettled(account, entry, event, rejected, {}, [], now, limits);
  }
  const history = account.history.filter((old) => !outcome.damaged.includes(old.generation));
  const damaged: readonly EventDraft[] = outcome.damaged.map(() => ({
    type: 'credential.damaged',
    actor: event.actor,
  }));
  const retired = retireCredential(account, event.retire, outcome.damaged);
  const generation = account.generation + 1;
  const changes: Partial<AccountDocument> = {
    ...nextEpoch(account, now, limits),
    generation,
    credential: {
      generation,
      record: outcome.record,
      enrolledAt: now,
      ...(outcome.factorState === undefined ? {} : { factorState: outcome.factorState }),
    },
    history: [...retired.records, ...history].slice(0, HISTORY_WITH_CURRENT) satisfies readonly CredentialRecord[],
    attempts: clearForNewCredential(account.attempts),
  };
  const events: readonly EventDraft[] = [
    ...damaged,
    ...(retired.damaged ? [{ type: 'credential.damaged' as const, actor: event.actor }] : []),
    { type: account.credential === undefined ? 'credential.enrolled' : 'credential.replaced', actor: event.actor },
  ];
  return writeSettled(account, entry, event, { state: 'completed' }, changes, events, now, limits);
}

/** Four older ones and the current one: five. */
const HISTORY_WITH_CURRENT = 4;

function writeSettled(
  account: AccountDocument,
  entry: EnrollmentEntry,
  event: SettleInputEvent,
  answer: EnrollmentAnswer,
  changes: Partial<AccountDocument>,
  events: readonly EventDraft[],
  now: number,
  limits: Limits,
): Step<SettledInput> {
  const settled: EnrollmentEntry = { ...entry, answers: { ...entry.answers, [event.requestId]: answer } };
  let ended = settled;
  if (answer.state === 'completed') {
    const { pending: _, ...rest } = settled;
    ended = { ...rest, state: 'completed' };
  } else if (enrollmentState(settled, now, limits) === 'failed') {
    ended = endEnrollment(settled, 'failed', now, limits);
  }
  const next = advance(
    account,
    { ...changes, enrollments: { ...account.enrollments, [event.enrollmentId]: ended } },
    events,
    now,
  );
  return write(next, { kind: 'settled', account: next, entry: ended, answer });
}
