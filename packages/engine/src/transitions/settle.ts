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
  UnusableAnswer,
} from '../documents.ts';
import type { Limits } from '../limits.ts';
import { clearAttempt, lockedUntil, withdrawAttempt } from '../lock.ts';
import { lookup } from '../lookup.ts';
import { keep, type Step, write } from './step.ts';

/** How the device ended it, for out-of-band challenges. */
export type DeviceEnd = Extract<FinalChallengeState, 'denied' | 'reported' | 'expired' | 'failed'>;

export type Verdict = Comparison | { readonly kind: 'ended'; readonly state: DeviceEnd; readonly reason?: string };

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
  /** The record that was compared is damaged, and still the current one. */
  readonly damaged: boolean;
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
  if (account === undefined || entry === undefined || answer === undefined)
    return keep({ answer: undefined, account, damaged: false });
  // Settled already: by an earlier try of this call whose answer was lost.
  if (answer.state !== 'reserved') return keep({ answer, account, damaged: false });
  if (answer.owner !== event.owner) return keep({ answer: undefined, account, damaged: false });
  if (now >= answer.holdUntil || account.epoch !== answer.epoch) {
    return lose(account, entry, answer, event, false, now, limits);
  }

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
    case 'reused':
      return miss(account, entry, answer, event, verdict.kind, now, limits);
    case 'unusable': {
      const attempts = withdrawAttempt(account.attempts, answer.seq);
      if (attempts === undefined) return lose(account, entry, answer, event, false, now, limits);
      return takeBack(account, entry, attempts, event, { state: 'unusable', reason: verdict.reason }, now, limits);
    }
    case 'damaged':
    case 'lost':
      return lose(account, entry, answer, event, verdict.kind === 'damaged', now, limits);
    case 'ended':
      return end(account, entry, answer, event, verdict, now, limits);
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
    ...closedDevice(entry),
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

/** Counted for nothing: the factor found the answer unusable before it compared. Exhausts by the cap of such answers. */
function takeBack(
  account: AccountDocument,
  entry: ChallengeEntry,
  attempts: AccountDocument['attempts'],
  event: SettleEvent,
  settled: UnusableAnswer,
  now: number,
  limits: Limits,
): Step<Settled> {
  const exhausted = exhausts(account, entry, settled, event, now, limits);
  return writeAnswer(account, entry, event, settled, exhausted ? { state: 'exhausted', endedAt: now } : {}, now, {
    changes: { attempts },
    events: exhausted ? [{ ...eventOf(event, 'challenge.exhausted'), reason: 'unusable' }] : [],
  });
}

function lose(
  account: AccountDocument,
  entry: ChallengeEntry,
  answer: ReservedAnswer,
  event: SettleEvent,
  damaged: boolean,
  now: number,
  limits: Limits,
): Step<Settled> {
  const events = damaged ? [eventOf(event, 'credential.damaged')] : [];
  const step = settleCounted(account, entry, { state: 'lost', seq: answer.seq }, event, now, limits, events);
  return { ...step, result: { ...step.result, damaged } };
}

/** The device's "no": the challenge ends, and the attempt stays counted so that nobody can be worn down by pushes. */
function end(
  account: AccountDocument,
  entry: ChallengeEntry,
  answer: ReservedAnswer,
  event: SettleEvent,
  { state, reason }: Extract<Verdict, { kind: 'ended' }>,
  now: number,
  limits: Limits,
): Step<Settled> {
  const settled: SettledAnswer = { state: 'mismatched', seq: answer.seq };
  const ends = entry.state === undefined;
  return writeAnswer(account, entry, event, settled, ends ? { state, endedAt: now, ...closedDevice(entry) } : {}, now, {
    changes: {},
    events: [
      ...(ends && state !== 'expired'
        ? [{ ...eventOf(event, `challenge.${state}`), ...(reason === undefined ? {} : { reason }) }]
        : []),
      ...lockEvents(account, settled.seq, event, now, limits),
    ],
  });
}

/** Nobody needs the number to match once the challenge has ended. */
function closedDevice({ device }: ChallengeEntry): Pick<ChallengeEntry, 'device'> {
  if (device === undefined) return {};
  const { matchCode: _, ...rest } = device;
  return { device: rest };
}

/** The event of a lock that comes with this attempt's outcome: until then it was a reservation and might be right. */
function lockEvents(
  account: AccountDocument,
  seq: number,
  event: SettleEvent,
  now: number,
  limits: Limits,
): readonly EventDraft[] {
  const liveBefore = new Set([...liveReservations(account, now, limits), seq]);
  const liveAfter = new Set([...liveBefore].filter((live) => live !== seq));
  const locks =
    lockedUntil(account.attempts, liveBefore, now, limits) === 0 &&
    lockedUntil(account.attempts, liveAfter, now, limits) > 0;
  return locks ? [eventOf(event, 'subject.locked')] : [];
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
  const exhausted = exhausts(account, entry, settled, event, now, limits);
  return writeAnswer(account, entry, event, settled, exhausted ? { state: 'exhausted', endedAt: now } : {}, now, {
    changes: {},
    events: [
      ...events,
      ...(exhausted ? [eventOf(event, 'challenge.exhausted')] : []),
      ...lockEvents(account, settled.seq, event, now, limits),
    ],
  });
}

function exhausts(
  account: AccountDocument,
  entry: ChallengeEntry,
  settled: SettledAnswer | UnusableAnswer,
  event: SettleEvent,
  now: number,
  limits: Limits,
): boolean {
  const answers = { ...entry.answers, [event.requestId]: settled };
  return (
    entry.state === undefined &&
    account.epoch === event.challenge.epoch &&
    entryState({ ...entry, answers }, now, limits) === 'exhausted'
  );
}

function writeAnswer(
  account: AccountDocument,
  entry: ChallengeEntry,
  event: SettleEvent,
  settled: SettledAnswer | UnusableAnswer,
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
  return write(next, { answer: settled, account: next, damaged: false });
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
