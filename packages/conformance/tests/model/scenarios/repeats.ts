import { answer, beginAndAnswer, cancel, inTurn, PIN, read, WRONG } from '../programs.ts';
import type { Scenario } from '../scenario.ts';
import { boundaries } from '../time-steps.ts';
import { begun, enrolled, idOf, SMALL_LIMITS as limits, retried, within } from './set-up.ts';

/** One request id has one comparison and one outcome, and what has ended stays so. */
export const REPEATS: readonly Scenario[] = [
  {
    name: 'one request id at two processes, either of which may die',
    limits,
    setUp: [enrolled, begun('one')],
    processes: (ids) => [
      retried({ name: 'A', program: answer(idOf(ids, 'one'), 'a', PIN) }),
      retried({ name: 'B', program: answer(idOf(ids, 'one'), 'a', WRONG, 2) }),
    ],
    times: boundaries('hold', 'hold-grace', 'expiry-grace'),
    bounds: [within(2, 2, 0), within(1, 1, 1), within(0, 0, 2)],
    longBounds: [within(1, 0, 2), within(0, 1, 2), within(2, 2, 1)],
  },
  {
    name: 'an answer, a cancel and a read while the challenge expires',
    limits,
    setUp: [enrolled, begun('one')],
    processes: (ids) => [
      retried({ name: 'A', program: answer(idOf(ids, 'one'), 'a', PIN) }),
      { name: 'K', program: cancel(idOf(ids, 'one')) },
      { name: 'R', program: read(idOf(ids, 'one')) },
    ],
    times: boundaries('hold-grace', 'expiry', 'expiry-grace'),
    bounds: [within(0, 1, 1), within(1, 0, 1), within(0, 0, 2)],
    longBounds: [within(1, 1, 1), within(0, 1, 2), within(1, 0, 2), within(0, 0, 3)],
  },
  {
    name: 'clocks that differ by less than is allowed for',
    limits,
    setUp: [enrolled, begun('one')],
    processes: (ids) => [
      { name: 'A', program: answer(idOf(ids, 'one'), 'a', PIN, 2), behindMs: 1_500 },
      { name: 'B', program: answer(idOf(ids, 'one'), 'a', WRONG) },
      { name: 'R', program: read(idOf(ids, 'one')) },
    ],
    times: boundaries('hold', 'hold-grace', 'expiry', 'expiry-grace'),
    bounds: [within(0, 0, 2)],
    longBounds: [within(0, 0, 3), within(0, 1, 2)],
  },
  {
    name: 'one challenge begun twice',
    limits,
    setUp: [enrolled],
    processes: () => [
      retried({ name: 'A', program: beginAndAnswer('one', 'a', PIN) }),
      { name: 'B', program: beginAndAnswer('one', 'a', WRONG) },
    ],
    times: boundaries('expiry', 'expiry-grace'),
    bounds: [within(1, 2, 0), within(0, 1, 1)],
    longBounds: [within(1, 1, 1)],
  },
  {
    name: 'room for one challenge only',
    limits: { ...limits, challengesPerAccount: 1 },
    setUp: [enrolled, begun('one', 'two')],
    processes: (ids) => [
      { name: 'A', program: inTurn(answer(idOf(ids, 'one'), 'a', PIN), answer(idOf(ids, 'one'), 'a', WRONG)) },
      { name: 'B', program: answer(idOf(ids, 'two'), 'b', PIN) },
      { name: 'R', program: read(idOf(ids, 'one')) },
    ],
    times: boundaries('expiry', 'expiry-grace', 'forgotten'),
    bounds: [within(0, 0, 2)],
    longBounds: [within(0, 0, 3), within(0, 1, 1)],
  },
  {
    name: 'unusable answers beside a right one',
    limits,
    setUp: [enrolled, begun('one')],
    processes: (ids) => [
      { name: 'A', program: answer(idOf(ids, 'one'), 'a', 'uh') },
      { name: 'B', program: answer(idOf(ids, 'one'), 'b', 'uh'), likeAndAfter: 'A' },
      { name: 'C', program: answer(idOf(ids, 'one'), 'c', PIN) },
    ],
    times: boundaries('expiry-grace'),
    bounds: [within(0, 1, 0), within(0, 0, 1)],
    longBounds: [within(0, 1, 1), within(0, 2, 0)],
  },
  {
    name: 'one code in two challenges',
    limits,
    factor: 'one-time',
    setUp: [enrolled, begun('one', 'two')],
    processes: (ids) => [
      retried({ name: 'A', program: answer(idOf(ids, 'one'), 'a', `${PIN}005`) }),
      { name: 'B', program: answer(idOf(ids, 'two'), 'b', `${PIN}005`) },
    ],
    times: boundaries('hold-grace'),
    bounds: [within(1, 1, 0), within(0, 1, 1)],
    longBounds: [within(1, 1, 1), within(1, 2, 0)],
  },
];
