import type { AccountDocument, AnswerEntry } from '@authfactor/engine';
import type { StoreState } from './store-states.ts';

interface ChangedAnswer {
  readonly challengeId: string;
  readonly requestId: string;
}

/** What became of a reservation of which nothing is left. */
export const TAKEN_BACK = 'taken back';

/** What one write did, read off the two versions of the account. */
export interface AccountChanges {
  readonly reserved: readonly ChangedAnswer[];
  readonly settled: readonly (ChangedAnswer & { readonly state: string })[];
  /** Challenges that got a final state, and those whose stored final state became another. */
  readonly ended: readonly { readonly challengeId: string; readonly state: string }[];
  readonly endedOtherwise: readonly string[];
  /** Challenges that the account remembers no more. */
  readonly forgotten: readonly { readonly challengeId: string; readonly expiresAt: number }[];
  readonly replacesCredential: boolean;
  /** A change of the credential or of the account's status, which what was begun before does not survive. */
  readonly overtakes: boolean;
  readonly unlocks: boolean;
  readonly erases: boolean;
  /** All challenges that are there. */
  readonly challengeIds: readonly string[];
}

export function accountChanges(before: StoreState, after: StoreState): AccountChanges {
  const reserved: ChangedAnswer[] = [];
  const settled: (ChangedAnswer & { state: string })[] = [];
  const ended: { challengeId: string; state: string }[] = [];
  const endedOtherwise: string[] = [];
  const [old, now] = [before.account, after.account];
  for (const [challengeId, entry] of Object.entries(now?.challenges ?? {})) {
    const known = old?.challenges[challengeId];
    for (const [requestId, was] of Object.entries(known?.answers ?? {})) {
      if (entry.answers[requestId] === undefined && was.state === 'reserved') {
        settled.push({ challengeId, requestId, state: TAKEN_BACK });
      }
    }
    for (const [requestId, answer] of Object.entries(entry.answers)) {
      const was = known?.answers[requestId];
      if (answer.state === 'reserved' && !isSameReservation(was, answer)) reserved.push({ challengeId, requestId });
      else if (was?.state === 'reserved' && answer.state !== 'reserved') {
        settled.push({ challengeId, requestId, state: answer.state });
      }
    }
    if (entry.state === known?.state) continue;
    if (entry.state !== undefined) ended.push({ challengeId, state: entry.state });
    if (known?.state !== undefined) endedOtherwise.push(challengeId);
  }
  return {
    reserved,
    settled,
    ended,
    endedOtherwise,
    forgotten: Object.entries(old?.challenges ?? {})
      .filter(([challengeId]) => now?.challenges[challengeId] === undefined)
      .map(([challengeId, { expiresAt }]) => ({ challengeId, expiresAt })),
    replacesCredential: now?.credential !== undefined && now.credential.generation !== old?.credential?.generation,
    overtakes:
      now?.credential?.generation !== old?.credential?.generation ||
      (old?.status === 'active' && now?.status === 'disabled'),
    unlocks: operationsOf(now).length > operationsOf(old).length && operationsOf(now).at(-1)?.kind === 'unlock',
    erases: (old !== undefined && now === undefined) || (now?.erased === true && old?.erased !== true),
    challengeIds: after.challenges.map(({ id }) => id),
  };
}

const isSameReservation = (was: AnswerEntry | undefined, answer: AnswerEntry): boolean =>
  was?.state === 'reserved' && answer.state === 'reserved' && was.owner === answer.owner && was.seq === answer.seq;

const operationsOf = (account: AccountDocument | undefined) => account?.operations ?? [];
