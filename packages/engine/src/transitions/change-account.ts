import { advance, discardLaterTimes, type EventDraft, nextEpoch, withOperation } from '../account.ts';
import { liveReservations } from '../challenge-state.ts';
import type { AccountDocument, EventType } from '../documents.ts';
import type { Limits } from '../limits.ts';
import { unlockAttempts } from '../lock.ts';
import { type Refusal, refuse } from '../outcome.ts';
import { beingErased } from './guard-answer.ts';
import { type Retire, retireCredential } from './retire-credential.ts';
import { standingQuestions } from './standing-question.ts';
import { keep, type Step, write } from './step.ts';

export type ChangeKind = 'unlock' | 'revoke-credential' | 'disable' | 'enable' | 'remove';

export interface ChangeEvent {
  readonly kind: ChangeKind;
  readonly requestId: string;
  readonly actor: string;
  readonly reason: string;
  readonly retire: Retire | undefined;
  /** What the account starts from where there is none. */
  readonly fresh: AccountDocument;
  /** The engine's time, not the account's: an unlock does not believe stored times that are later. */
  readonly wallNow: number;
}

export type Changed =
  /** `unasked`: the questions to devices that this has ended. */
  { readonly kind: 'changed'; readonly account: AccountDocument; readonly unasked: readonly string[] } | Refusal;

/** Reset by an administrator, or removal by the user. Changing nothing succeeds without an event. */
export function changeAccount(
  account: AccountDocument | undefined,
  event: ChangeEvent,
  now: number,
  limits: Limits,
): Step<Changed> {
  const known = account?.operations.find((operation) => operation.requestId === event.requestId);
  if (known !== undefined) {
    return keep(
      known.kind === event.kind && account !== undefined
        ? { kind: 'changed', account, unasked: [] }
        : refuse('REQUEST_ID_REUSED', 'The request id was used for another change; make a new one', {
            field: 'request_id',
          }),
    );
  }
  if (account?.erased === true) return keep(beingErased());
  // Also where nothing changes: a late copy of this request must not change what comes later.
  const base = account ?? event.fresh;
  const { changed, events, at } = applyChange(base, event, now, limits);
  const next = advance(
    changed,
    withOperation(changed, { requestId: event.requestId, kind: event.kind, at }, limits),
    events.map((type): EventDraft => ({ type, actor: event.actor, reason: event.reason })),
    at,
  );
  const standing = standingQuestions(next);
  const unasked = standingQuestions(base).filter((transaction) => !standing.includes(transaction));
  return write(next, { kind: 'changed', account: next, unasked });
}

interface Applied {
  readonly changed: AccountDocument;
  readonly events: readonly EventType[];
  readonly at: number;
}

function applyChange(account: AccountDocument, event: ChangeEvent, now: number, limits: Limits): Applied {
  const unchanged: Applied = { changed: account, events: [], at: now };
  switch (event.kind) {
    case 'unlock':
      return unlock(account, event.wallNow, limits);
    case 'revoke-credential':
      return dropCredential(account, event, 'credential.revoked', now, limits);
    case 'remove':
      return dropCredential(account, event, 'credential.removed', now, limits);
    case 'disable':
      if (account.status === 'disabled') return unchanged;
      return {
        changed: { ...account, status: 'disabled', ...nextEpoch(account, now, limits) },
        events: ['subject.disabled'],
        at: now,
      };
    case 'enable':
      if (account.status === 'active') return unchanged;
      return { changed: { ...account, status: 'active' }, events: ['subject.enabled'], at: now };
    default:
      return event.kind satisfies never;
  }
}

function unlock(account: AccountDocument, now: number, limits: Limits): Applied {
  const live = liveReservations(account, now, limits);
  const attempts = unlockAttempts(account.attempts, live, now);
  const unlocks =
    attempts.cleared !== account.attempts.cleared || attempts.recent.length !== account.attempts.recent.length;
  return {
    changed: { ...account, ...discardLaterTimes(account, now, limits), attempts },
    events: unlocks ? ['subject.unlocked'] : [],
    at: now,
  };
}

const HISTORY_WITHOUT_CURRENT = 5;

function dropCredential(
  account: AccountDocument,
  event: ChangeEvent,
  type: EventType,
  now: number,
  limits: Limits,
): Applied {
  if (account.credential === undefined) return { changed: account, events: [], at: now };
  const retired = retireCredential(account, event.retire, []);
  const { credential: _, ...rest } = account;
  return {
    changed: {
      ...rest,
      ...nextEpoch(account, now, limits),
      history: [...retired.records, ...account.history].slice(0, HISTORY_WITHOUT_CURRENT),
    },
    events: retired.damaged ? ['credential.damaged', type] : [type],
    at: now,
  };
}
