import { advance } from '../account.ts';
import { challengeState, endEntry, isFinal } from '../challenge-state.ts';
import type { AccountDocument, ChallengeDocument, ChallengeEntry, DeviceEntry } from '../documents.ts';
import type { Limits } from '../limits.ts';
import { withdrawAttempt } from '../lock.ts';
import { lookup } from '../lookup.ts';
import { keep, type Step, write } from './step.ts';

/** Nobody knows whether the device was asked. */
export const START_LOST = 'start-lost';

/** `over`: the challenge has ended, or it is too late. `taken`: it is the question of another of the account's challenges. */
export type RecordedTransaction =
  | { readonly kind: 'recorded'; readonly account: AccountDocument }
  | { readonly kind: 'over' | 'taken' };

/**
 * Keeps the provider's name for the question, if the reservation still is this call's and the challenge goes on. What
 * names another challenge's question is refused: one approval would verify both.
 */
export function recordTransaction(
  account: AccountDocument | undefined,
  challenge: ChallengeDocument,
  requestId: string,
  owner: string,
  started: { readonly transaction: string; readonly matchCode?: string },
  now: number,
): Step<RecordedTransaction> {
  const entry = account === undefined ? undefined : lookup(account.challenges, challenge.id);
  const { transaction, matchCode } = started;
  // An earlier try of this call whose answer was lost.
  if (account !== undefined && entry?.device?.transaction === transaction) {
    return keep(entry.state === undefined ? { kind: 'recorded', account } : { kind: 'over' });
  }
  const own = ownAsking(account, challenge, requestId, owner, now);
  if (own === undefined) return keep({ kind: 'over' });
  const others = Object.values(own.account.challenges);
  if (others.some(({ device }) => device?.transaction === transaction)) return keep({ kind: 'taken' });
  const device = { ...own.device, transaction, ...(matchCode === undefined ? {} : { matchCode }) };
  const next = advance(
    own.account,
    { challenges: { ...own.account.challenges, [challenge.id]: { ...own.entry, device } } },
    [],
    now,
  );
  return write(next, { kind: 'recorded', account: next });
}

/**
 * `taken-back`: nothing of the attempt is left, and the request id may ask again. `full`: no more attempts can be taken
 * back, so that it has to stay counted. `over`: the challenge has ended, or it is too late.
 */
export type TakenBack = 'taken-back' | 'full' | 'over';

/**
 * Takes back the attempt of a call that knows for certain that the device was not asked. The entry stays, so that the
 * challenge's beginning is not told twice, should it be asked for again.
 */
export function takeBackAsking(
  account: AccountDocument | undefined,
  challenge: ChallengeDocument,
  requestId: string,
  owner: string,
  now: number,
): Step<TakenBack> {
  const own = ownAsking(account, challenge, requestId, owner, now);
  if (own === undefined) return keep(hasNoneOf(account, challenge, requestId, owner) ? 'taken-back' : 'over');
  const attempts = withdrawAttempt(own.account.attempts, own.seq);
  if (attempts === undefined) return keep('full');
  const { device: _, ...entry } = own.entry;
  const answers = Object.fromEntries(Object.entries(entry.answers).filter(([id]) => id !== requestId));
  const challenges = { ...own.account.challenges, [challenge.id]: { ...entry, answers } };
  return write(advance(own.account, { attempts, challenges }, [], now), 'taken-back');
}

/**
 * Whether the open challenge is without a reservation of this call. Only taking it back removes one: this call did, in
 * an earlier try whose answer was lost. Or the subject is erased, and all of it with them.
 */
function hasNoneOf(
  account: AccountDocument | undefined,
  challenge: ChallengeDocument,
  requestId: string,
  owner: string,
): boolean {
  const entry = account === undefined ? undefined : lookup(account.challenges, challenge.id);
  if (account === undefined || account.erased === true) return true;
  if (entry === undefined || entry.state !== undefined) return false;
  const answer = lookup(entry.answers, requestId);
  return answer === undefined || (answer.state === 'reserved' && answer.owner !== owner);
}

interface OwnAsking {
  readonly account: AccountDocument;
  readonly entry: ChallengeEntry;
  readonly device: DeviceEntry;
  readonly seq: number;
}

/** This call's own reservation, while it may still say what became of asking the device. */
function ownAsking(
  account: AccountDocument | undefined,
  challenge: ChallengeDocument,
  requestId: string,
  owner: string,
  now: number,
): OwnAsking | undefined {
  const entry = account === undefined ? undefined : lookup(account.challenges, challenge.id);
  const answer = entry === undefined ? undefined : lookup(entry.answers, requestId);
  const device = entry?.device;
  if (account === undefined || entry === undefined || device === undefined) return undefined;
  if (answer?.state !== 'reserved' || answer.owner !== owner || account.epoch !== answer.epoch) return undefined;
  const over = entry.state !== undefined || device.transaction !== undefined || now >= device.holdUntil;
  return over ? undefined : { account, entry, device, seq: answer.seq };
}

/** Whether the challenge goes on, and no call has reserved to ask the device, or the one that had took it back. */
export function isUnasked(
  account: AccountDocument | undefined,
  challenge: ChallengeDocument,
  requestId: string,
  now: number,
  limits: Limits,
): boolean {
  if (account === undefined || account.erased === true) return true;
  if (isFinal(challengeState(challenge, account, now, limits))) return false;
  const entry = lookup(account.challenges, challenge.id);
  return entry === undefined || lookup(entry.answers, requestId) === undefined;
}

/**
 * Whoever was to ask the device may have died: then nobody knows whether it was asked, so it is not asked again and the
 * challenge has failed. `asking`: that call may still be under way. `unasked`: there is none.
 */
export function failUnasked(
  account: AccountDocument | undefined,
  challenge: ChallengeDocument,
  requestId: string,
  now: number,
  limits: Limits,
): Step<AccountDocument | 'asking' | 'unasked'> {
  if (account === undefined || isUnasked(account, challenge, requestId, now, limits)) return keep('unasked');
  const entry = lookup(account.challenges, challenge.id);
  if (entry?.device === undefined || entry.state !== undefined || entry.device.transaction !== undefined) {
    return keep(account);
  }
  if (now < entry.device.holdUntil + limits.clockErrorMs) return keep('asking');
  const failed = endEntry(entry, 'failed', now, limits);
  const next = advance(
    account,
    { challenges: { ...account.challenges, [challenge.id]: failed } },
    failed.state === 'failed'
      ? [
          {
            type: 'challenge.failed',
            actor: challenge.client,
            challengeId: challenge.id,
            session: challenge.session,
            reason: START_LOST,
          },
        ]
      : [],
    now,
  );
  return write(next, next);
}
