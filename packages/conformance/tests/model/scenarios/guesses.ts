import { UNCLEAR } from '../model-factor.ts';
import { answer, PIN, reset, WRONG } from '../programs.ts';
import type { Scenario } from '../scenario.ts';
import { boundaries } from '../time-steps.ts';
import { begun, enrolled, idOf, SMALL_LIMITS as limits, retried, within } from './set-up.ts';

/** Attempts are compared no more often than they may be, and count as often as they were. */
export const GUESSES: readonly Scenario[] = [
  {
    name: 'three wrong answers to two challenges',
    limits,
    setUp: [enrolled, begun('one', 'two')],
    processes: (ids) => [
      retried({ name: 'A', program: answer(idOf(ids, 'one'), 'a', WRONG) }),
      { name: 'B', program: answer(idOf(ids, 'two'), 'b', WRONG) },
      { name: 'C', program: answer(idOf(ids, 'two'), 'c', WRONG), likeAndAfter: 'B' },
    ],
    times: boundaries('lock'),
    bounds: [within(0, 0, 1), within(0, 1, 0), within(1, 0, 0)],
    longBounds: [within(0, 1, 1), within(1, 0, 1), within(0, 2, 0), within(1, 1, 0)],
  },
  {
    name: 'wrong answers until the window is full',
    limits: {
      ...limits,
      attemptsPerChallenge: 3,
      lockSteps: [{ failures: 3, lockMs: 1_000 }],
      windows: [{ attempts: 2, spanMs: 20_000 }],
    },
    setUp: [enrolled, begun('one')],
    processes: (ids) => [
      { name: 'A', program: answer(idOf(ids, 'one'), 'a', WRONG) },
      { name: 'B', program: answer(idOf(ids, 'one'), 'b', WRONG), likeAndAfter: 'A' },
      { name: 'C', program: answer(idOf(ids, 'one'), 'c', WRONG), likeAndAfter: 'B' },
    ],
    times: (_, now) => [now + 11_000],
    bounds: [within(0, 0, 1)],
    longBounds: [within(0, 0, 2), within(0, 1, 1)],
  },
  {
    name: 'a right answer beside two wrong ones',
    limits,
    setUp: [enrolled, begun('one', 'two')],
    processes: (ids) => [
      retried({ name: 'A', program: answer(idOf(ids, 'one'), 'a', PIN) }),
      { name: 'B', program: answer(idOf(ids, 'two'), 'b', WRONG) },
      { name: 'C', program: answer(idOf(ids, 'two'), 'c', WRONG), likeAndAfter: 'B' },
    ],
    times: boundaries('lock', 'hold-grace'),
    bounds: [within(0, 1, 0), within(1, 0, 0)],
    longBounds: [within(0, 0, 2), within(1, 0, 1), within(0, 2, 0)],
  },
  {
    name: 'an unlock during guesses',
    limits,
    setUp: [enrolled, begun('one', 'two')],
    processes: (ids) => [
      { name: 'A', program: answer(idOf(ids, 'one'), 'a', WRONG) },
      { name: 'B', program: answer(idOf(ids, 'two'), 'b', WRONG) },
      { name: 'U', program: reset('unlock', 'u') },
      { name: 'C', program: answer(idOf(ids, 'two'), 'c', WRONG), likeAndAfter: 'B' },
    ],
    times: boundaries('hold-grace'),
    bounds: [within(0, 0, 0)],
    // Four processes and a fault are over a million situations; the next scenario has the faults.
    longBounds: [],
  },
  {
    name: 'an unlock beside two guesses, with faults',
    limits,
    setUp: [enrolled, begun('one', 'two')],
    processes: (ids) => [
      retried({ name: 'A', program: answer(idOf(ids, 'one'), 'a', WRONG) }),
      { name: 'B', program: answer(idOf(ids, 'two'), 'b', WRONG) },
      retried({ name: 'U', program: reset('unlock', 'u') }),
    ],
    times: boundaries('hold', 'hold-grace'),
    bounds: [within(1, 0, 0)],
    longBounds: [within(0, 0, 1), within(0, 1, 0), within(1, 0, 1), within(2, 0, 0)],
  },
  {
    name: 'an answer taken back beside guesses and an unlock',
    limits,
    setUp: [enrolled, begun('one', 'two')],
    processes: (ids) => [
      { name: 'A', program: answer(idOf(ids, 'one'), 'a', UNCLEAR) },
      { name: 'B', program: answer(idOf(ids, 'two'), 'b', WRONG) },
      { name: 'C', program: answer(idOf(ids, 'two'), 'c', WRONG), likeAndAfter: 'B' },
      { name: 'U', program: reset('unlock', 'u') },
    ],
    times: boundaries('hold-grace'),
    bounds: [],
    longBounds: [within(0, 0, 0)],
  },
  {
    name: 'an answer taken back beside a right and a wrong one',
    limits,
    setUp: [enrolled, begun('one', 'two')],
    processes: (ids) => [
      { name: 'A', program: answer(idOf(ids, 'one'), 'a', UNCLEAR) },
      { name: 'B', program: answer(idOf(ids, 'two'), 'b', WRONG) },
      { name: 'C', program: answer(idOf(ids, 'two'), 'c', PIN) },
    ],
    times: boundaries('hold-grace'),
    bounds: [within(0, 0, 0)],
    longBounds: [within(0, 0, 1), within(0, 1, 0)],
  },
  {
    name: 'a store that takes too long to reserve',
    limits,
    timeouts: true,
    setUp: [enrolled, begun('one')],
    processes: (ids) => [
      { name: 'A', program: answer(idOf(ids, 'one'), 'a', PIN, 2) },
      { name: 'B', program: answer(idOf(ids, 'one'), 'b', WRONG) },
    ],
    times: (_, now) => [now + 2_000],
    bounds: [within(0, 0, 1)],
    longBounds: [within(0, 1, 1), within(0, 0, 2)],
  },
];
