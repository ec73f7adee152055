import { begin, beginAndCancel, beginAndRead, beginAndReadTwice, inTurn } from '../programs.ts';
import type { Scenario } from '../scenario.ts';
import { boundaries } from '../time-steps.ts';
import { SMALL_LIMITS as limits, retried, within } from './set-up.ts';

/** A device is asked once, after the attempt is counted, and what it says is taken once. */
export const DEVICES: readonly Scenario[] = [
  {
    name: 'a device that approves, begun and polled twice',
    limits,
    factor: 'device that approves',
    // So that there is an account.
    setUp: [{ name: 'begins', program: beginAndRead('earlier') }],
    processes: () => [
      retried({ name: 'A', program: beginAndRead('one') }),
      { name: 'B', program: beginAndRead('one') },
    ],
    times: boundaries('asking-grace', 'hold', 'hold-grace', 'expiry-grace'),
    bounds: [within(1, 1, 0), within(0, 0, 1)],
    longBounds: [within(1, 0, 1), within(0, 1, 1), within(0, 2, 0)],
  },
  {
    name: 'a device that denies, begun twice and canceled',
    limits,
    factor: 'device that denies',
    setUp: [],
    processes: () => [
      retried({ name: 'A', program: beginAndRead('one') }),
      { name: 'K', program: beginAndCancel('one') },
    ],
    times: boundaries('hold', 'hold-grace', 'expiry-grace'),
    bounds: [within(1, 0, 0)],
    longBounds: [within(0, 0, 1), within(1, 1, 0)],
  },
  {
    name: 'a device that is busy at first, begun by two',
    limits,
    factor: 'device that is busy at first',
    // So that there is an account; what this counts is taken back.
    setUp: [{ name: 'begins', program: begin('earlier') }],
    processes: () => [
      retried({ name: 'A', program: inTurn(begin('one'), begin('one')) }),
      { name: 'B', program: inTurn(begin('one'), begin('one')) },
    ],
    times: boundaries('asking-grace'),
    bounds: [within(0, 1, 0), within(1, 0, 0)],
    longBounds: [within(0, 0, 1), within(1, 1, 0), within(0, 2, 0), within(1, 0, 1), within(0, 1, 1)],
  },
  {
    name: 'a device that shows its code late, polled and canceled',
    limits,
    factor: 'device that shows its code late',
    setUp: [],
    processes: () => [
      retried({ name: 'A', program: beginAndReadTwice('one') }),
      { name: 'K', program: beginAndCancel('one') },
    ],
    times: boundaries('hold', 'expiry-grace'),
    bounds: [within(0, 0, 0)],
    longBounds: [within(0, 1, 0), within(1, 0, 0), within(0, 0, 1)],
  },
];
