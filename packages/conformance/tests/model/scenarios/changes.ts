import { answer, beginEnrollment, enroll, enrollAnew, erase, inTurn, NEW_PIN, PIN, reset, WRONG } from '../programs.ts';
import type { Scenario } from '../scenario.ts';
import { boundaries } from '../time-steps.ts';
import { begun, enrolled, idOf, SMALL_LIMITS as limits, retried, within } from './set-up.ts';

/** A success is of the credential that stands, and in the log. */
export const CHANGES: readonly Scenario[] = [
  {
    name: 'a new credential while old and new answers are under way',
    limits,
    setUp: [enrolled, begun('one', 'two'), { name: 'begins to enrol', program: beginEnrollment('second') }],
    processes: (ids) => [
      { name: 'A', program: answer(idOf(ids, 'one'), 'a', PIN) },
      { name: 'E', program: enroll(idOf(ids, 'second'), 'i', NEW_PIN) },
      { name: 'B', program: answer(idOf(ids, 'two'), 'b', NEW_PIN) },
    ],
    times: boundaries('hold-grace', 'enrollment-hold'),
    bounds: [within(0, 0, 0)],
    longBounds: [within(0, 0, 1), within(0, 1, 0)],
  },
  {
    name: 'a new credential while an old answer is under way, with faults',
    limits,
    setUp: [enrolled, begun('one'), { name: 'begins to enrol', program: beginEnrollment('second') }],
    processes: (ids) => [
      retried({ name: 'A', program: answer(idOf(ids, 'one'), 'a', PIN) }),
      retried({ name: 'E', program: enroll(idOf(ids, 'second'), 'i', NEW_PIN) }),
    ],
    times: boundaries('hold-grace', 'enrollment-hold'),
    bounds: [within(0, 1, 1), within(1, 1, 0)],
    longBounds: [within(1, 1, 1), within(0, 2, 1)],
  },
  {
    name: 'two inputs, a newer enrolment and a revocation',
    limits,
    setUp: [enrolled, { name: 'begins to enrol', program: beginEnrollment('second') }],
    processes: (ids) => [
      { name: 'E', program: enroll(idOf(ids, 'second'), 'i', NEW_PIN) },
      { name: 'F', program: enroll(idOf(ids, 'second'), 'i', PIN) },
      { name: 'N', program: enrollAnew('third', NEW_PIN) },
      { name: 'R', program: reset('revoke-credential', 'r') },
    ],
    times: boundaries('enrollment-hold'),
    bounds: [within(0, 0, 0)],
    longBounds: [within(0, 0, 1), within(0, 1, 0)],
  },
  {
    name: 'disabled and enabled while right answers are under way',
    limits,
    setUp: [enrolled, begun('one', 'two')],
    processes: (ids) => [
      retried({ name: 'A', program: answer(idOf(ids, 'one'), 'a', PIN) }),
      { name: 'D', program: inTurn(reset('disable', 'd'), reset('enable', 'e')) },
      { name: 'B', program: answer(idOf(ids, 'two'), 'b', PIN) },
    ],
    times: boundaries('hold-grace'),
    bounds: [within(0, 0, 0)],
    longBounds: [within(0, 0, 1), within(0, 1, 0), within(1, 0, 0)],
  },
  {
    name: 'drains of two processes',
    limits,
    setUp: [enrolled, begun('one', 'two')],
    processes: (ids) => [
      retried({ name: 'A', program: answer(idOf(ids, 'one'), 'a', PIN), drains: true }),
      { name: 'B', program: answer(idOf(ids, 'two'), 'b', WRONG), drains: true },
    ],
    times: boundaries(),
    bounds: [within(0, 1, 0), within(1, 0, 0)],
    longBounds: [within(0, 2, 0), within(1, 1, 0)],
  },
  {
    name: 'an erasure while answers are under way',
    limits,
    erases: true,
    setUp: [enrolled, begun('one', 'two')],
    processes: (ids) => [
      { name: 'A', program: answer(idOf(ids, 'one'), 'a', PIN) },
      { name: 'B', program: answer(idOf(ids, 'two'), 'b', WRONG) },
      { name: 'X', program: erase('x') },
    ],
    times: boundaries('hold-grace'),
    bounds: [within(0, 0, 0)],
    longBounds: [within(0, 1, 0), within(0, 0, 1)],
  },
];
