import { write } from '../../../../engine/src/transitions/step.ts';
import { within } from '../scenarios/set-up.ts';
import { breaking } from './broken-code.ts';
import {
  type BrokenEngine,
  BUSY_DEVICE,
  CODE,
  COUNT,
  LATE_CODE,
  NO_FAULTS,
  ONE_ASKING,
  withEntry,
} from './broken-engine.ts';

type AskDevice = typeof import('../../../../engine/src/transitions/ask-device.ts');
type Reserve = typeof import('../../../../engine/src/transitions/reserve.ts');
type StandingQuestion = typeof import('../../../../engine/src/transitions/standing-question.ts');

/** Takes whatever reservation the request id has for its own. */
export const takeOver = (real: Reserve): Partial<Reserve> => ({
  reserve(account, event, now, limits) {
    const answer = account?.challenges[event.challenge.id]?.answers[event.requestId];
    const owner = answer?.state === 'reserved' ? answer.owner : event.owner;
    return real.reserve(account, { ...event, owner }, now, limits);
  },
});

/** Devices that are asked too often, or of which something is forgotten. */
export const BROKEN_DEVICES: readonly BrokenEngine[] = [
  {
    name: 'no owner check before a device is asked',
    scenario: 'a device that approves, begun and polled twice',
    bounds: NO_FAULTS,
    caughtBy: [ONE_ASKING],
    modules: [breaking<Reserve>('transitions/reserve.ts', takeOver)],
  },
  {
    name: 'an asking taken back that may have rung',
    scenario: 'a device that approves, begun and polled twice',
    bounds: within(1, 0, 1),
    caughtBy: [COUNT, ONE_ASKING],
    modules: [
      breaking<AskDevice>('transitions/ask-device.ts', (real) => ({
        failUnasked(account, challenge, requestId, now, limits) {
          const step = real.failUnasked(account, challenge, requestId, now, limits);
          const answer = account?.challenges[challenge.id]?.answers[requestId];
          if (step.kind === 'keep' || account === undefined || answer?.state !== 'reserved') return step;
          const inTime = withEntry(account, challenge.id, (entry) => ({
            ...entry,
            device: { holdUntil: Number.MAX_SAFE_INTEGER },
          }));
          const takenBack = real.takeBackAsking(inTime, challenge, requestId, answer.owner, now);
          return takenBack.kind === 'write' ? write(takenBack.next, 'unasked') : step;
        },
      })),
    ],
  },
  {
    name: 'no owner check before an asking is taken back',
    scenario: BUSY_DEVICE,
    bounds: within(0, 1, 0),
    caughtBy: [COUNT, ONE_ASKING],
    modules: [
      breaking<AskDevice>('transitions/ask-device.ts', (real) => ({
        takeBackAsking(account, challenge, requestId, owner, now) {
          const answer = account?.challenges[challenge.id]?.answers[requestId];
          const standing = answer?.state === 'reserved' ? answer.owner : owner;
          return real.takeBackAsking(account, challenge, requestId, standing, now);
        },
      })),
    ],
  },
  {
    name: 'a code to match that comes after the end',
    scenario: LATE_CODE,
    bounds: NO_FAULTS,
    caughtBy: [CODE],
    modules: [
      breaking<StandingQuestion>('transitions/standing-question.ts', (real) => ({
        recordMatchCode(account, challenge, requestId, reserved, matchCode, now) {
          const asWhenAsked =
            account &&
            withEntry(account, challenge.id, ({ state: _, ...entry }) => ({
              ...entry,
              answers: { ...entry.answers, [requestId]: reserved },
            }));
          const step = real.recordMatchCode(asWhenAsked, challenge, requestId, reserved, matchCode, now);
          if (step.kind === 'keep' || account === undefined) return step;
          const next = { ...step.next, challenges: account.challenges };
          const late = withEntry(next, challenge.id, (entry) => ({
            ...entry,
            ...(entry.device === undefined ? {} : { device: { ...entry.device, matchCode } }),
          }));
          return write(late, late);
        },
      })),
    ],
  },
];
