import { advance } from '../account.ts';
import { endEntry } from '../challenge-state.ts';
import type { AccountDocument, ChallengeDocument } from '../documents.ts';
import type { Limits } from '../limits.ts';
import { lookup } from '../lookup.ts';
import { keep, type Step, write } from './step.ts';

export interface RecordedTransaction {
  readonly account: AccountDocument | undefined;
  readonly recorded: boolean;
}

/** Keeps the provider's name for the question, if the reservation still is this call's and the challenge goes on. */
export function recordTransaction(
  account: AccountDocument | undefined,
  challenge: ChallengeDocument,
  requestId: string,
  owner: string,
  started: { readonly transaction: string; readonly matchCode?: string },
  now: number,
): Step<RecordedTransaction> {
  const entry = account === undefined ? undefined : lookup(account.challenges, challenge.id);
  const answer = entry === undefined ? undefined : lookup(entry.answers, requestId);
  const device = entry?.device;
  const { transaction, matchCode } = started;
  // An earlier try of this call whose answer was lost.
  if (device?.transaction === transaction) return keep({ account, recorded: entry?.state === undefined });
  const mine = answer?.state === 'reserved' && answer.owner === owner && account?.epoch === answer.epoch;
  if (account === undefined || entry === undefined || device === undefined || !mine) {
    return keep({ account, recorded: false });
  }
  if (entry.state !== undefined || now >= device.holdUntil) return keep({ account, recorded: false });
  const known = { ...device, transaction, ...(matchCode === undefined ? {} : { matchCode }) };
  const next = advance(
    account,
    { challenges: { ...account.challenges, [challenge.id]: { ...entry, device: known } } },
    [],
    now,
  );
  return write(next, { account: next, recorded: true });
}

/**
 * Whoever was to ask the device may have died: then nobody knows whether it was asked, so it is not asked again and the
 * challenge has failed. `asking`: that call may still be under way, or none has reserved yet.
 */
export function failUnasked(
  account: AccountDocument | undefined,
  challenge: ChallengeDocument,
  now: number,
  limits: Limits,
): Step<AccountDocument | undefined | 'asking'> {
  const entry = account === undefined ? undefined : lookup(account.challenges, challenge.id);
  if (account === undefined || entry === undefined) return keep(now < challenge.expiresAt ? 'asking' : account);
  if (entry.device === undefined || entry.state !== undefined || entry.device.transaction !== undefined) {
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
          },
        ]
      : [],
    now,
  );
  return write(next, next);
}
