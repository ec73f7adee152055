import { DEFAULT_LIMITS, type Limits } from '@authfactor/engine';
import type { EngineCode } from './engine-under-check.ts';
import { createHistories } from './histories.ts';
import { INVARIANTS, type Invariant, type Violation } from './invariants.ts';
import type { Monitor } from './monitor.ts';
import { createMoves } from './moves.ts';
import { createObserver } from './observer.ts';
import type { Bounds, Scenario } from './scenario.ts';
import { isOver, type Situation } from './situation.ts';
import { createStoreStates } from './store-states.ts';
import { createSystem } from './system.ts';

export interface Finding extends Violation {
  /** What happened, one line a step. Nothing shorter leads there. */
  readonly schedule: readonly string[];
}

export interface Exploration {
  /** Different situations of the whole system: what is stored, where each process stands, what was told, the time. */
  readonly states: number;
  /** Steps from one situation to another. */
  readonly steps: number;
  /** Different things that one process can see, each of which the engine's code was run through. */
  readonly histories: number;
  /** Ways through the situations from the start to an end. */
  readonly schedules: number;
  /** The first that was found of each invariant. */
  readonly findings: readonly Finding[];
}

export interface ExploreOptions {
  readonly code: EngineCode;
  readonly scenario: Scenario;
  readonly bounds: Bounds;
  /** Others are not looked at. */
  readonly invariants?: readonly Invariant[];
  readonly stopAtFirst?: boolean;
  readonly maxStates?: number;
}

const START = 1_800_000_000_000;

/** A situation that was reached, without what is in it. */
interface Reached {
  readonly from: Reached | undefined;
  readonly label: string;
  /** The situations that come next. */
  readonly next: Reached[];
  schedules?: number;
}

/**
 * Explores every situation that the scenario's processes can get into, breadth first. Two ways into one situation go on
 * alike, so it is gone on from once.
 */
export async function explore(options: ExploreOptions): Promise<Exploration> {
  const { scenario, invariants = INVARIANTS, stopAtFirst = false, maxStates = Number.POSITIVE_INFINITY } = options;
  const { first, system, movesOf, histories } = await begin(options);
  const known = new Map<string, Reached>();
  const findings: Finding[] = [];
  let steps = 0;
  const start: Reached = { from: undefined, label: '', next: [] };
  let level: [Reached, Situation][] = [[start, first]];
  const keyOf = createKeys();
  while (level.length > 0) {
    const below: typeof level = [];
    for (const [reached, situation] of level) {
      for (const { label, make } of movesOf(situation)) {
        const { next, violations } = await make();
        steps += 1;
        const key = keyOf(next);
        const present = known.get(key);
        const all = present === undefined ? [...violations, ...system.check(next)] : violations;
        const broken = all.filter(({ invariant }) => invariants.includes(invariant));
        for (const violation of broken) {
          if (findings.some(({ invariant }) => invariant === violation.invariant)) continue;
          findings.push({ ...violation, schedule: [...scheduleOf(reached), label] });
        }
        if (broken.length > 0 && stopAtFirst) {
          return { states: known.size, steps, histories: histories.count(), schedules: 0, findings };
        }
        // What comes after a violation proves nothing more.
        if (broken.length > 0) continue;
        if (present !== undefined) {
          reached.next.push(present);
          continue;
        }
        const fresh: Reached = { from: reached, label, next: [] };
        reached.next.push(fresh);
        known.set(key, fresh);
        below.push([fresh, next]);
        if (known.size > maxStates) throw new Error(`${scenario.name} has over ${maxStates} states; lower its bounds`);
      }
    }
    level = below;
  }
  return { states: known.size + 1, steps, histories: histories.count(), schedules: schedulesFrom(start), findings };
}

/** The situation after the set-up, in which every process waits for the first time. */
async function begin({ code, scenario, bounds }: ExploreOptions) {
  const limits: Limits = { ...DEFAULT_LIMITS, ...scenario.limits };
  const { factor = 'secret' } = scenario;
  const stores = createStoreStates(scenario.wrapStore);
  const histories = createHistories({
    code,
    limits: scenario.limits,
    factor,
    timeouts: scenario.timeouts ?? false,
    callOf: stores.callOf,
  });
  const observer = createObserver(code, scenario.limits, factor);
  const system = createSystem({ scenario, limits, bounds, stores, histories, observer });
  const ids: Record<string, string> = {};
  let store = stores.empty;
  for (const spec of scenario.setUp) {
    const done = await system.finish(store, await histories.start(spec, START), START);
    store = done.store;
    Object.assign(ids, done.ids);
  }
  const processes = [];
  for (const spec of scenario.processes(ids)) processes.push(await histories.start(spec, START));
  const first = await system.start(store, START, processes);
  return { first, system, movesOf: createMoves({ system, scenario, limits, bounds, first }), histories };
}

/** Each step uses something up, so no way leads back. */
function schedulesFrom(reached: Reached): number {
  reached.schedules ??=
    reached.next.length === 0 ? 1 : reached.next.reduce((sum, next) => sum + schedulesFrom(next), 0);
  return reached.schedules;
}

function scheduleOf(reached: Reached): readonly string[] {
  const labels: string[] = [];
  for (let at: Reached | undefined = reached; at?.from !== undefined; at = at.from) labels.unshift(at.label);
  return labels;
}

function createKeys(): (situation: Situation) => string {
  const numbers = new Map<string, number>();
  const monitors = new WeakMap<Monitor, number>();
  const numberOf = (monitor: Monitor): number => {
    const text = JSON.stringify(monitor);
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    monitors.set(monitor, number);
    return number;
  };
  return ({ store, now, processes, late, used, monitor }) => {
    return [
      store.id,
      now - START,
      processes.map((process) => (isOver(process) ? 'over' : process.id)).join('.'),
      late
        .map(({ call, since }) => `${call.key}@${since - START}`)
        .sort()
        .join('.'),
      used.crashes,
      used.lostAnswers,
      used.timeSteps,
      monitors.get(monitor) ?? numberOf(monitor),
    ].join(' ');
  };
}
