import { within } from '../scenarios/set-up.ts';
import { breaking } from './broken-code.ts';
import { takeOver } from './broken-devices.ts';
import {
  type BrokenEngine,
  EXPIRING,
  FINAL,
  NO_FAULTS,
  ONE_COMPARISON,
  ONE_ID,
  ONE_OUTCOME,
  withEntry,
  withoutAnswer,
} from './broken-engine.ts';

type AccountWriter = typeof import('../../../../engine/src/account-writer.ts');
type Entries = typeof import('../../../../engine/src/entries.ts');
type GuardAnswer = typeof import('../../../../engine/src/transitions/guard-answer.ts');
type Reserve = typeof import('../../../../engine/src/transitions/reserve.ts');
type Settle = typeof import('../../../../engine/src/transitions/settle.ts');

/** Request ids and ends that do not hold. */
export const BROKEN_REPEATS: readonly BrokenEngine[] = [
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
];
