import type { Channel, Comparison } from '@authfactor/factor';
import { advance, type EventDraft } from '../account.ts';
import { entryState, liveReservations } from '../challenge-state.ts';
import type {
  AccountDocument,
  AnswerEntry,
  ChallengeDocument,
  ChallengeEntry,
  FinalChallengeState,
  ReservedAnswer,
  SettledAnswer,
} from '../documents.ts';
import type { Limits } from '../limits.ts';
import { clearAttempt, lockedUntil } from '../lock.ts';
import { lookup } from '../lookup.ts';
import { keep, type Step, write } from './step.ts';

/** How the device ended it, for out-of-band challenges. */
export type DeviceEnd = Extract<FinalChallengeState, 'denied' | 'reported' | 'expired' | 'failed'>;

export type Verdict = Comparison | { readonly kind: 'ended'; readonly state: DeviceEnd };

export interface SettleEvent {
  readonly challenge: ChallengeDocument;
  readonly requestId: string;
  readonly owner: string;
  readonly verdict: Verdict;
  readonly channel: Channel;
  /** The id that the assertion will have, should this verify. */
  readonly jti: string;
  /** One-time factors: whether the next state may follow the stored one. */
  readonly accept?: (state: string | undefined, nextState: string) => boolean;
}

export interface Settled {
  readonly answer: AnswerEntry | undefined;
  readonly account: AccountDocument | undefined;
}

/** Enters the outcome of a comparison for a reservation that is still one's own. Otherwise the answer is lost. */
export function settle(
  account: AccountDocument | undefined,
  event: SettleEvent,
  now: number,
  limits: Limits,
): Step<Settled> {
  const entry = account === undefined ? undefined : lookup(account.challenges, event.challenge.id);
  const answer = entry === undefined ? undefined : lookup(entry.answers, event.requestId);
  if (account === undefined || entry === undefined || answer === undefined) return keep({ answer: undefined, account });
  // Settled already: by an earlier try of this call whose answer was lost.
  if (answer.state !== 'reserved') return keep({ answer, account });
  if (answer.owner !== event.owner) return keep({ answer: undefined, account });
  if (now >= answer.holdUntil || account.epoch !== answer.epoch)
    return lose(account, entry, answer, event, now, limits);

  const { verdict } = event;
  switch (verdict.kind) {
    case 'matched': {
      const { nextState } = verdict;
      const refused =
        nextState !== undefined &&
        event.accept !== undefined &&
        !event.accept(account.credential?.factorState, nextState);
      if (refused) return miss(account, entry, answer, event, 'reused', now, limits);
      return match(account, entry, answer, event, nextState, now);
    }
    case 'mismatched':
      return miss(account, entry, answer, event, 'mismatched', now, limits);
    case 'damaged':
    case 'lost':
      return lose(account, entry, answer, event, now, limits);
    case 'ended':
      return end(account, entry, answer, event, verdict.state, now);
    default:
      return verdict satisfies never;
  }
}

function match(
  account: AccountDocument,
  entry: ChallengeEntry,
  answer: ReservedAnswer,
  event: SettleEvent,
  nextState: string | undefined,
  now: number,
): Step<Settled> {
  // A right answer is never a failure, even if its challenge ended meanwhile.
  const attempts = clearAttempt(account.attempts, answer.seq);
  const closed = entry.state !== undefined;
  const settled: SettledAnswer = { state: closed ? 'closed' : 'matched', seq: answer.seq };
  const verified: Partial<ChallengeEntry> = {
    state: 'verified',
    endedAt: now,
    verified: { at: now, jti: event.jti, channel: event.channel, generation: account.generation },
  };
  return writeAnswer(account, entry, event, settled, closed ? {} : verified, now, {
    changes: {
      attempts,
      ...(nextState !== undefined && account.credential !== undefined
        ? { credential: { ...account.credential, factorState: nextState } }
        : {}),
    },
    events: closed ? [] : [eventOf(event, 'challenge.verified')],
  });
}

/** A wrong answer stays counted; so does a right code that was used before. */
function miss(
  account: AccountDocument,
  entry: ChallengeEntry,
  answer: ReservedAnswer,
  event: SettleEvent,
  state: 'mismatched' | 'reused',
  now: number,
  limits: Limits,
): Step<Settled> {
  const reason = state === 'reused' ? { reason: 'code-reused' } : {};
  return settleCounted(account, entry, { state, seq: answer.seq }, event, now, limits, [
    { ...eventOf(event, 'challenge.mismatched'), ...reason },
  ]);
}

function lose(
  account: AccountDocument,
  entry: ChallengeEntry,
  answer: ReservedAnswer,
  event: SettleEvent,
  now: number,
  limits: Limits,
): Step<Settled> {
  const damaged = event.verdict.kind === 'damaged' ? [eventOf(event, 'credential.damaged')] : [];
  return settleCounted(account, entry, { state: 'lost', seq: answer.seq }, event, now, limits, damaged);
}

/** The device's "no": the challenge ends, and the attempt stays counted so that nobody can be worn down by pushes. */
function end(
  account: AccountDocument,
  entry: ChallengeEntry,
  answer: ReservedAnswer,
  event: SettleEvent,
  state: DeviceEnd,
  now: number,
): Step<Settled> {
  const settled: SettledAnswer = { state: 'mismatched', seq: answer.seq };
  const changes = entry.state === undefined ? { state, endedAt: now } : {};
  const events = entry.state === undefined && state !== 'expired' ? [eventOf(event, `challenge.${state}`)] : [];
  return writeAnswer(account, entry, event, settled, changes, now, { changes: {}, events });
}

function settleCounted(
  account: AccountDocument,
  entry: ChallengeEntry,
  settled: SettledAnswer,
  event: SettleEvent,
  now: number,
  limits: Limits,
  events: readonly EventDraft[],
): Step<Settled> {
  const answers = { ...entry.answers, [event.requestId]: settled };
  const exhausted =
    entry.state === undefined &&
    account.epoch === event.challenge.epoch &&
    entryState({ ...entry, answers }, now, Number.POSITIVE_INFINITY, limits) === 'exhausted';
  const liveBefore = liveReservations(account, now, limits);
  const liveAfter = new Set([...liveBefore].filter((seq) => seq !== settled.seq));
  const locks =
    lockedUntil(account.attempts, liveBefore, now, limits) === 0 &&
    lockedUntil(account.attempts, liveAfter, now, limits) > 0;
  return writeAnswer(account, entry, event, settled, exhausted ? { state: 'exhausted', endedAt: now } : {}, now, {
    changes: {},
    events: [
      ...events,
      ...(exhausted ? [eventOf(event, 'challenge.exhausted')] : []),
      ...(locks ? [eventOf(event, 'subject.locked')] : []),
    ],
  });
}

function writeAnswer(
  account: AccountDocument,
  entry: ChallengeEntry,
  event: SettleEvent,
  settled: SettledAnswer,
  entryChanges: Partial<ChallengeEntry>,
  now: number,
  rest: { readonly changes: Partial<AccountDocument>; readonly events: readonly EventDraft[] },
): Step<Settled> {
  const next = advance(
    account,
    {
      ...rest.changes,
      challenges: {
        ...account.challenges,
        [event.challenge.id]: {
          ...entry,
          ...entryChanges,
          answers: { ...entry.answers, [event.requestId]: settled },
        },
      },
    },
    rest.events,
    now,
  );
  return write(next, { answer: settled, account: next });
}

function eventOf(event: SettleEvent, type: EventDraft['type']): EventDraft {
  const { challenge } = event;
  return {
    type,
    actor: challenge.client,
    challengeId: challenge.id,
    session: challenge.session,
    channel: event.channel,
  };
}
