import { advance } from '../account.ts';
import { challengeState, endEntry, isFinal } from '../challenge-state.ts';
import type { AccountDocument, ChallengeDocument, ReservedAnswer } from '../documents.ts';
import type { Limits } from '../limits.ts';
import { lookup } from '../lookup.ts';
import { keep, type Step, write } from './step.ts';

/** Keeps the code to match that a poll has brought, while the challenge waits for its device. */
export function recordMatchCode(
  account: AccountDocument | undefined,
  challenge: ChallengeDocument,
  requestId: string,
  reserved: ReservedAnswer,
  matchCode: string,
  now: number,
): Step<AccountDocument | undefined> {
  const entry = account === undefined ? undefined : lookup(account.challenges, challenge.id);
  const answer = entry === undefined ? undefined : lookup(entry.answers, requestId);
  const device = entry?.device;
  if (account === undefined || entry === undefined || device?.transaction === undefined) return keep(account);
  const waits =
    entry.state === undefined &&
    answer?.state === 'reserved' &&
    answer.owner === reserved.owner &&
    answer.epoch === account.epoch &&
    now < answer.holdUntil;
  if (!waits || device.matchCode === matchCode) return keep(account);
  const challenges = { ...account.challenges, [challenge.id]: { ...entry, device: { ...device, matchCode } } };
  const next = advance(account, { challenges }, [], now);
  return write(next, next);
}

/** The questions of challenges that have no stored end: they may stand at their providers. */
export function standingQuestions(account: AccountDocument | undefined): readonly string[] {
  return Object.values(account?.challenges ?? {}).flatMap(({ state, device }) =>
    state === undefined && device?.transaction !== undefined ? [device.transaction] : [],
  );
}

/** Whether time has ended the challenge while its question may still stand, and nobody has stored that. */
export function hasLapsed(
  account: AccountDocument | undefined,
  challenge: ChallengeDocument,
  now: number,
  limits: Limits,
): account is AccountDocument {
  const entry = account === undefined ? undefined : lookup(account.challenges, challenge.id);
  if (entry?.device?.transaction === undefined || entry.state !== undefined) return false;
  return isFinal(challengeState(challenge, account, now, limits));
}

/** Stores an end that time has brought. Gives the question to withdraw to the one call that has stored it. */
export function endLapsed(
  account: AccountDocument | undefined,
  challenge: ChallengeDocument,
  now: number,
  limits: Limits,
): Step<string | undefined> {
  if (!hasLapsed(account, challenge, now, limits)) return keep(undefined);
  const entry = lookup(account.challenges, challenge.id);
  if (entry === undefined) return keep(undefined);
  const ended = endEntry(entry, 'expired', now, limits);
  const next = advance(account, { challenges: { ...account.challenges, [challenge.id]: ended } }, [], now);
  return write(next, entry.device?.transaction);
}
