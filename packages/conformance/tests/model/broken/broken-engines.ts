import type { AccountDocument, ChallengeEntry, Store } from '@authfactor/engine';
import type { Invariant } from '../invariants.ts';
import type { ProcessSpec } from '../process-spec.ts';
import type { Bounds } from '../scenario.ts';
import { within } from '../scenarios/set-up.ts';
import { type BrokenModule, breaking } from './broken-code.ts';

type Account = typeof import('../../../../engine/src/account.ts');
type AccountWriter = typeof import('../../../../engine/src/account-writer.ts');
type ChallengeState = typeof import('../../../../engine/src/challenge-state.ts');
type Entries = typeof import('../../../../engine/src/entries.ts');
type GuardAnswer = typeof import('../../../../engine/src/transitions/guard-answer.ts');
type Lock = typeof import('../../../../engine/src/lock.ts');
type Reserve = typeof import('../../../../engine/src/transitions/reserve.ts');
type SettleInput = typeof import('../../../../engine/src/transitions/settle-input.ts');
type Settle = typeof import('../../../../engine/src/transitions/settle.ts');

/** The real engine with one rule of the accounting taken away, and what must give it away. */
export interface BrokenEngine {
  readonly name: string;
  readonly scenario: string;
  readonly bounds: Bounds;
  readonly caughtBy: readonly Invariant[];
  readonly modules?: readonly BrokenModule[];
  /** Breaks the store that all processes share. */
  readonly wrapStore?: (store: Store) => Store;
  /** Breaks how each process uses it. */
  readonly wrapProcess?: ProcessSpec['wrap'];
}

const LIMIT = 'no more attempts are compared than the limits allow';
const COUNT = 'a count is never lost';
const SUCCESS = 'a success clears only what was reserved before it';
const ONE_COMPARISON = 'one request id is compared at most once';
const ONE_OUTCOME = 'one request id has one outcome';
const FINAL = 'a final state never changes once it was told';
const EVENT = 'verified implies its event, once';
const ONE_ASKING = 'a device is asked at most once';
const RIGHT = 'a right answer is never left counted';
const HISTORY = 'a new credential is none of the last five';
const ENDS = 'calls end with an outcome, a refusal or a fault of the store';
const STANDING = 'verified means a right answer to the credential that stands';

const withEntry = (
  account: AccountDocument,
  id: string,
  change: (entry: ChallengeEntry) => ChallengeEntry,
): AccountDocument => {
  const entry = account.challenges[id];
  return entry === undefined ? account : { ...account, challenges: { ...account.challenges, [id]: change(entry) } };
};

const withoutAnswer = (entry: ChallengeEntry, requestId: string): ChallengeEntry => ({
  ...entry,
  answers: Object.fromEntries(Object.entries(entry.answers).filter(([id]) => id !== requestId)),
});

const GUESSES = 'three wrong answers to two challenges';
const ONE_ID = 'one request id at two processes, either of which may die';
const RIGHT_BESIDE_WRONG = 'a right answer beside two wrong ones';
const EXPIRING = 'an answer, a cancel and a read while the challenge expires';

const NO_FAULTS = within(0, 0, 0);

/** Takes whatever reservation the request id has for its own. */
const takeOver = (real: Reserve): Partial<Reserve> => ({
  reserve(account, event, now, limits) {
    const answer = account?.challenges[event.challenge.id]?.answers[event.requestId];
    const owner = answer?.state === 'reserved' ? answer.owner : event.owner;
    return real.reserve(account, { ...event, owner }, now, limits);
  },
});

export const BROKEN_ENGINES: readonly BrokenEngine[] = [
  {
    name: 'count after compare',
    scenario: GUESSES,
    bounds: NO_FAULTS,
    caughtBy: [LIMIT, COUNT],
    modules: [
      breaking<Reserve>('transitions/reserve.ts', (real) => ({
        reserve(account, event, now, limits) {
          const step = real.reserve(account, event, now, limits);
          if (step.kind !== 'write' || account === undefined) return step;
          return { ...step, next: { ...step.next, attempts: account.attempts } };
        },
      })),
      breaking<Settle>('transitions/settle.ts', (real) => ({
        settle(account, event, now, limits) {
          const step = real.settle(account, event, now, limits);
          if (step.kind !== 'write' || event.verdict.kind !== 'mismatched') return step;
          const { attempts } = step.next;
          const seq = attempts.reserved + 1;
          const recent = [...attempts.recent, { seq, at: now, origin: '' }];
          return { ...step, next: { ...step.next, attempts: { ...attempts, reserved: seq, recent } } };
        },
      })),
    ],
  },
  {
    name: 'read-modify-write without the version',
    scenario: GUESSES,
    bounds: NO_FAULTS,
    caughtBy: [LIMIT, COUNT],
    wrapStore: (store) => ({
      ...store,
      writeAccount: async (next) => store.writeAccount(next, (await store.readAccount(next))?.version),
    }),
  },
  {
    name: 'reset to zero on success',
    scenario: RIGHT_BESIDE_WRONG,
    bounds: NO_FAULTS,
    caughtBy: [SUCCESS],
    modules: [
      breaking<Lock>('lock.ts', () => ({
        clearAttempt: (attempts) => ({ ...attempts, cleared: attempts.reserved, recent: [] }),
      })),
    ],
  },
  {
    name: 'per-challenge counter',
    scenario: GUESSES,
    bounds: NO_FAULTS,
    caughtBy: [LIMIT],
    modules: [breaking<Lock>('lock.ts', () => ({ lockedUntil: () => 0 }))],
  },
  {
    name: 'compare again on retry',
    scenario: ONE_ID,
    bounds: NO_FAULTS,
    caughtBy: [ONE_COMPARISON],
    modules: [
      breaking<GuardAnswer>('transitions/guard-answer.ts', (real) => ({
        guardAnswer(challenge, account, requestId, owner, now, limits) {
          const guard = real.guardAnswer(challenge, account, requestId, owner, now, limits);
          if (guard.kind !== 'known' || guard.answer.state === 'reserved' || account === undefined) return guard;
          const forgetful = withEntry(account, challenge.id, (entry) => withoutAnswer(entry, requestId));
          return real.guardAnswer(challenge, forgetful, requestId, owner, now, limits);
        },
      })),
    ],
  },
  {
    name: 'no owner check after a lost answer',
    scenario: ONE_ID,
    bounds: within(0, 1, 0),
    caughtBy: [ONE_COMPARISON],
    modules: [breaking<Reserve>('transitions/reserve.ts', takeOver)],
  },
  {
    name: 'no owner check before a device is asked',
    scenario: 'a device that approves, begun and polled twice',
    bounds: NO_FAULTS,
    caughtBy: [ONE_ASKING],
    modules: [breaking<Reserve>('transitions/reserve.ts', takeOver)],
  },
  {
    name: 'no epoch check',
    scenario: 'a new credential while old and new answers are under way',
    bounds: NO_FAULTS,
    caughtBy: [STANDING],
    modules: [
      breaking<Account>('account.ts', (real) => ({
        nextEpoch: (account, now, limits) => ({
          ...real.nextEpoch(account, now, limits),
          challenges: account.challenges,
        }),
      })),
      breaking<ChallengeState>('challenge-state.ts', (real) => ({
        challengeState: (challenge, account, now, limits, view) =>
          real.challengeState({ ...challenge, epoch: account?.epoch ?? 0 }, account, now, limits, view),
      })),
      breaking<Settle>('transitions/settle.ts', (real) => ({
        settle: (account, event, now, limits) =>
          real.settle(
            account &&
              withEntry(account, event.challenge.id, (entry) => {
                const answer = entry.answers[event.requestId];
                if (answer?.state !== 'reserved') return entry;
                return {
                  ...entry,
                  answers: { ...entry.answers, [event.requestId]: { ...answer, epoch: account.epoch } },
                };
              }),
            event,
            now,
            limits,
          ),
      })),
    ],
  },
  {
    name: 'entries pruned before expiry',
    scenario: 'room for one challenge only',
    bounds: NO_FAULTS,
    caughtBy: [FINAL, ONE_COMPARISON],
    modules: [
      breaking<Entries>('entries.ts', (real) => ({
        placeEntry(account, challenge, now, limits) {
          const kept = Object.entries(account.challenges).filter(
            ([id, entry]) => id === challenge.id || entry.state === undefined,
          );
          return real.placeEntry({ ...account, challenges: Object.fromEntries(kept) }, challenge, now, limits);
        },
      })),
    ],
  },
  {
    name: 'UNLOCK that clears live reservations',
    scenario: 'an unlock during guesses',
    bounds: NO_FAULTS,
    caughtBy: [LIMIT, COUNT],
    modules: [
      breaking<Lock>('lock.ts', () => ({
        unlockAttempts: (attempts) => ({ ...attempts, cleared: attempts.reserved, recent: [] }),
      })),
    ],
  },
  {
    name: 'a final state that changes',
    scenario: EXPIRING,
    bounds: NO_FAULTS,
    caughtBy: [FINAL],
    modules: [
      breaking<Settle>('transitions/settle.ts', (real) => ({
        settle(account, event, now, limits) {
          const open = account && withEntry(account, event.challenge.id, ({ state: _, ...rest }) => rest);
          const step = real.settle(open, event, now, limits);
          return step.kind === 'write' ? step : real.settle(account, event, now, limits);
        },
      })),
    ],
  },
  {
    name: 'event after the write',
    scenario: RIGHT_BESIDE_WRONG,
    bounds: NO_FAULTS,
    caughtBy: [EVENT],
    wrapProcess: (store) => ({
      ...store,
      async writeAccount(next, expected) {
        const written = await store.writeAccount({ ...next, outbox: [] }, expected);
        const events = next.outbox.map((event) => ({ ...event, schema: 1 as const, recordedAt: event.occurredAt }));
        if (written) await store.appendEvents(events);
        return written;
      },
    }),
  },
  {
    name: 'an outcome taken after its hold',
    scenario: ONE_ID,
    bounds: within(0, 1, 1),
    caughtBy: [ONE_OUTCOME],
    modules: [
      breaking<Settle>('transitions/settle.ts', (real) => ({
        settle: (account, event, now, limits) =>
          real.settle(
            account &&
              withEntry(account, event.challenge.id, (entry) => {
                const answer = entry.answers[event.requestId];
                if (answer?.state !== 'reserved') return entry;
                const late = { ...answer, holdUntil: Number.MAX_SAFE_INTEGER };
                return { ...entry, answers: { ...entry.answers, [event.requestId]: late } };
              }),
            event,
            now,
            limits,
          ),
      })),
    ],
  },
  {
    name: 'an end told before it is stored',
    scenario: EXPIRING,
    bounds: within(0, 0, 1),
    caughtBy: [FINAL, ONE_OUTCOME],
    modules: [
      breaking<AccountWriter>('account-writer.ts', (real) => ({
        createAccountWriter: (options) => ({
          ...real.createAccountWriter(options),
          toTell: async (account) => ({
            account,
            now: Math.max(options.clock.now(), account?.writtenAt ?? 0),
          }),
        }),
      })),
    ],
  },
  {
    name: 'attempts given back when their hold lapses',
    scenario: ONE_ID,
    bounds: within(0, 1, 1),
    caughtBy: [COUNT],
    modules: [
      breaking<Reserve>('transitions/reserve.ts', (real) => ({
        reserve(account, event, now, limits) {
          const lapsed = Object.values(account?.challenges ?? {})
            .flatMap(({ answers }) => Object.values(answers))
            .flatMap((answer) => (answer.state === 'reserved' && now >= answer.holdUntil ? [answer.seq] : []));
          const recent = account?.attempts.recent.filter(({ seq }) => !lapsed.includes(seq));
          const forgetful = account && { ...account, attempts: { ...account.attempts, recent: recent ?? [] } };
          return real.reserve(forgetful, event, now, limits);
        },
      })),
    ],
  },
  {
    name: 'a success that stays counted',
    scenario: RIGHT_BESIDE_WRONG,
    bounds: NO_FAULTS,
    caughtBy: [RIGHT],
    modules: [breaking<Lock>('lock.ts', () => ({ clearAttempt: (attempts) => attempts }))],
  },
  {
    name: 'no epoch check for inputs',
    scenario: 'two inputs, a newer enrolment and a revocation',
    bounds: NO_FAULTS,
    caughtBy: [HISTORY],
    modules: [
      breaking<SettleInput>('transitions/settle-input.ts', (real) => ({
        settleInput(account, event, now, limits) {
          const entry = account?.enrollments[event.enrollmentId];
          const answer = entry?.answers[event.requestId];
          if (account === undefined || entry === undefined || answer?.state !== 'reserved') {
            return real.settleInput(account, event, now, limits);
          }
          const { state: _, ...open } = entry;
          const answers = { ...entry.answers, [event.requestId]: { ...answer, epoch: account.epoch } };
          const enrollments = { ...account.enrollments, [event.enrollmentId]: { ...open, answers } };
          return real.settleInput({ ...account, enrollments }, event, now, limits);
        },
      })),
    ],
  },
  {
    name: 'a call that throws',
    scenario: ONE_ID,
    bounds: NO_FAULTS,
    caughtBy: [ENDS],
    modules: [
      breaking<GuardAnswer>('transitions/guard-answer.ts', (real) => ({
        guardAnswer(...args) {
          const guard = real.guardAnswer(...args);
          if (guard.kind === 'known') throw new TypeError('The test throws here');
          return guard;
        },
      })),
    ],
  },
];
