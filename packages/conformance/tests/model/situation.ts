import type { ProcessHistory } from './histories.ts';
import type { Violation } from './invariants.ts';
import type { Monitor } from './monitor.ts';
import type { Bounds } from './scenario.ts';
import type { StoreCall, StoreState } from './store-states.ts';

/** The whole system at one moment. */
export interface Situation {
  readonly store: StoreState;
  readonly now: number;
  readonly processes: readonly ProcessHistory[];
  /** Writes that nobody waits for any more and that may still happen. */
  readonly late: readonly LateWrite[];
  readonly used: Bounds;
  readonly monitor: Monitor;
}

export interface LateWrite {
  readonly by: string;
  /** When it was asked for. */
  readonly since: number;
  readonly call: StoreCall;
}

/** A situation that one step led to, and what the step broke. */
export interface Moved {
  readonly next: Situation;
  readonly violations: readonly Violation[];
}

const WRITES: ReadonlySet<string> = new Set(['writeAccount', 'insertChallenge', 'appendEvents', 'writeSettings']);

/** The writes among what a process waits for, as ones that it waits for no more. */
export const writesOf = ({ spec, step }: ProcessHistory): readonly (LateWrite & { readonly number: number })[] =>
  step.waiting.flatMap(({ number, what, since }) =>
    what.kind === 'store' && WRITES.has(what.call.name) ? [{ number, by: spec.name, since, call: what.call }] : [],
  );

/** Whether the process has done all that it will do. What it has seen matters no more. */
export const isOver = ({ spec, step }: ProcessHistory): boolean =>
  step.waiting.every(({ what }) => what.kind === 'timeout' || (what.kind === 'turn' && spec.drains !== true));
