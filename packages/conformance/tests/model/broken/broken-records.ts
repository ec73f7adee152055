import { breaking } from './broken-code.ts';
import {
  type BrokenEngine,
  ENDS,
  EVENT,
  HISTORY,
  NO_FAULTS,
  ONE_ID,
  RIGHT_BESIDE_WRONG,
  STANDING,
  withEntry,
} from './broken-engine.ts';

type Account = typeof import('../../../../engine/src/account.ts');
type ChallengeState = typeof import('../../../../engine/src/challenge-state.ts');
type GuardAnswer = typeof import('../../../../engine/src/transitions/guard-answer.ts');
type SettleInput = typeof import('../../../../engine/src/transitions/settle-input.ts');
type Settle = typeof import('../../../../engine/src/transitions/settle.ts');

/** Successes of another credential, and ones that nobody recorded. */
export const BROKEN_RECORDS: readonly BrokenEngine[] = [
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
    name: 'a drain that clears what it did not log',
    scenario: 'drains of two processes',
    bounds: NO_FAULTS,
    caughtBy: [EVENT],
    wrapProcess: (store) => ({
      ...store,
      async writeAccount(next, expected) {
        const stored = await store.readAccount(next);
        const drains = stored !== undefined && next.outbox.length < stored.outbox.length;
        if (!drains) return store.writeAccount(next, expected);
        return store.writeAccount({ ...stored, version: stored.version + 1, outbox: [] }, stored.version);
      },
    }),
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
