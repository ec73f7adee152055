import type { Limits } from '@authfactor/engine';
import type { ProcessHistory } from './histories.ts';
import type { Waiting } from './process-spec.ts';
import type { Bounds, Scenario } from './scenario.ts';
import { isOver, type Moved, type Situation, writesOf } from './situation.ts';
import type { System } from './system.ts';

export interface Move {
  readonly label: string;
  make(): Promise<Moved>;
}

interface MovesOptions {
  readonly system: System;
  readonly scenario: Scenario;
  readonly limits: Limits;
  readonly bounds: Bounds;
  readonly first: Situation;
}

/** Everything that may happen next, within the bounds. */
export function createMoves({ system, scenario, limits, bounds, first }: MovesOptions) {
  const begins = new Set(first.processes.map(({ id }) => id));

  function mustWait({ processes }: Situation, { spec }: ProcessHistory): boolean {
    const like = processes.find((other) => other.spec.name === spec.likeAndAfter);
    return like !== undefined && begins.has(like.id);
  }

  function ofProcess(situation: Situation, process: ProcessHistory, index: number): Move[] {
    if (isOver(process) || mustWait(situation, process)) return [];
    const { name, repeatedBy } = process.spec;
    const moves: Move[] = [];
    const writes = new Set(writesOf(process).map(({ number }) => number));
    for (const waiting of process.step.waiting) {
      if (!canGo(waiting, process, situation.now)) continue;
      const label = `${name}: ${nameOf(waiting)}`;
      moves.push({ label, make: () => system.go(situation, index, waiting, false) });
      if (writes.has(waiting.number) && situation.used.lostAnswers < bounds.lostAnswers) {
        moves.push({ label: `${label}, unanswered`, make: () => system.go(situation, index, waiting, true) });
      }
    }
    if (repeatedBy !== undefined && situation.used.crashes < bounds.crashes) {
      moves.push({ label: `${name} dies`, make: () => system.die(situation, index) });
    }
    return moves;
  }

  function ofTime(situation: Situation): Move[] {
    if (situation.used.timeSteps >= bounds.timeSteps) return [];
    return scenario.times(situation.store, situation.now, limits).map((now) => ({
      label: `the clock goes on by ${(now - situation.now) / 1_000} s`,
      make: () => system.pass(situation, now),
    }));
  }

  return (situation: Situation): readonly Move[] => [
    ...situation.processes.flatMap((process, index) => ofProcess(situation, process, index)),
    ...situation.late.map((write) => ({
      label: `${write.by}: its ${write.call.name} happens`,
      make: () => system.happen(situation, write),
    })),
    ...ofTime(situation),
  ];
}

function canGo({ what }: Waiting, { spec, step }: ProcessHistory, now: number): boolean {
  if (what.kind === 'timeout') return now >= what.at && step.waiting.some((other) => other.what.kind === 'store');
  // After everything else that the process has to do.
  if (what.kind === 'turn') {
    return (
      spec.drains === true && step.waiting.every((other) => other.what.kind === 'turn' || other.what.kind === 'timeout')
    );
  }
  return true;
}

function nameOf({ what }: Waiting): string {
  switch (what.kind) {
    case 'store':
      return what.call.name;
    case 'comparison':
      return 'compares';
    case 'timeout':
      return 'waits no longer';
    case 'turn':
      return 'begins to drain';
    default:
      return what satisfies never;
  }
}
