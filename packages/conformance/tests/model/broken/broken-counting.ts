import { within } from '../scenarios/set-up.ts';
import { breaking } from './broken-code.ts';
import {
  type BrokenEngine,
  COUNT,
  GUESSES,
  LIMIT,
  NO_FAULTS,
  ONE_ID,
  RIGHT,
  RIGHT_BESIDE_WRONG,
  SUCCESS,
  withEntry,
  withoutAnswer,
} from './broken-engine.ts';

type GuardAnswer = typeof import('../../../../engine/src/transitions/guard-answer.ts');
type Lock = typeof import('../../../../engine/src/lock.ts');
type Reserve = typeof import('../../../../engine/src/transitions/reserve.ts');
type Settle = typeof import('../../../../engine/src/transitions/settle.ts');

/** Attempts that are not counted, or counted too often. */
export const BROKEN_COUNTING: readonly BrokenEngine[] = [
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
    name: 'limits asked only before the write',
    scenario: GUESSES,
    bounds: NO_FAULTS,
    caughtBy: [LIMIT],
    modules: [
      breaking<GuardAnswer>('transitions/guard-answer.ts', (real) => ({
        guardAnswer(challenge, account, requestId, owner, now, limits) {
          const guard = real.guardAnswer(challenge, account, requestId, owner, now, limits);
          const refused = guard.kind === 'refused' && owner !== undefined && account !== undefined;
          return refused ? { kind: 'open', account } : guard;
        },
      })),
    ],
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
    name: 'a success that takes a later one back',
    scenario: 'disabled and enabled while right answers are under way',
    bounds: NO_FAULTS,
    caughtBy: [COUNT],
    modules: [
      breaking<Lock>('lock.ts', (real) => ({
        clearAttempt: (attempts, seq) => ({ ...real.clearAttempt(attempts, seq), cleared: seq }),
      })),
    ],
  },
  {
    name: 'a reservation made again after a lost answer',
    scenario: ONE_ID,
    bounds: within(0, 1, 0),
    caughtBy: [RIGHT],
    modules: [
      breaking<Reserve>('transitions/reserve.ts', (real) => ({
        reserve(account, event, now, limits) {
          const answer = account?.challenges[event.challenge.id]?.answers[event.requestId];
          const isOwn = answer?.state === 'reserved' && answer.owner === event.owner;
          const forgetful =
            account && isOwn
              ? withEntry(account, event.challenge.id, (entry) => withoutAnswer(entry, event.requestId))
              : account;
          return real.reserve(forgetful, event, now, limits);
        },
      })),
    ],
  },
];
