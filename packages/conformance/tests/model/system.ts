import type { Limits } from '@authfactor/engine';
import { accountChanges } from './account-changes.ts';
import type { Emission } from './emission.ts';
import type { Histories, ProcessHistory } from './histories.ts';
import type { Seen, Violation } from './invariants.ts';
import { NOTHING_YET, observeWrite } from './monitor.ts';
import { observeEmissions } from './observe-emissions.ts';
import type { Observer } from './observer.ts';
import type { Waiting } from './process-spec.ts';
import type { Bounds, Scenario } from './scenario.ts';
import { type LateWrite, type Moved, type Situation, writesOf } from './situation.ts';
import type { StoreState, StoreStates } from './store-states.ts';
import { stateViolations, writeViolations } from './stored-violations.ts';

interface SystemOptions {
  readonly scenario: Scenario;
  readonly limits: Limits;
  readonly bounds: Bounds;
  readonly stores: StoreStates;
  readonly histories: Histories;
  readonly observer: Observer;
}

export interface System {
  /** One process goes on past a wait. `lost`: the store does not answer, and a write may happen later or never. */
  go(situation: Situation, index: number, waiting: Waiting, lost: boolean): Promise<Moved>;
  /** One process dies; its client goes to another with the same calls. */
  die(situation: Situation, index: number): Promise<Moved>;
  /** A write that nobody waits for reaches the store. */
  happen(situation: Situation, write: LateWrite): Promise<Moved>;
  pass(situation: Situation, now: number): Promise<Moved>;
  /** What does not hold in a situation, however it was reached. */
  check(situation: Situation): readonly Violation[];
  /** Starts the processes, up to where each waits for the first time. */
  start(store: StoreState, now: number, processes: readonly ProcessHistory[]): Promise<Situation>;
  /** Lets one process go on alone to its end. `ids`: of what it began, by name. */
  finish(store: StoreState, process: ProcessHistory, now: number): Promise<Finished>;
}

interface Finished {
  readonly store: StoreState;
  readonly ids: Readonly<Record<string, string>>;
}

const NOTHING_USED: Bounds = { crashes: 0, lostAnswers: 0, timeSteps: 0 };

/** The steps that the system can take, each of which ends where somebody else may come in between. */
export function createSystem({ scenario, limits, bounds, stores, histories, observer }: SystemOptions): System {
  const seenAt = ({ monitor, store, now }: Situation): Seen => ({ monitor, store, now, limits });

  function withWrite(situation: Situation, store: StoreState, by: string, since: number): Moved {
    if (store === situation.store) return { next: situation, violations: [] };
    const changes = accountChanges(situation.store, store);
    const monitor = observeWrite(situation.monitor, changes, by, since, situation.now, limits);
    const next = { ...situation, store, monitor };
    return { next, violations: writeViolations(situation.store, changes, seenAt(next)) };
  }

  function withEmissions({ next, violations }: Moved, emissions: readonly Emission[], by: string): Moved {
    if (emissions.length === 0) return { next, violations };
    const observed = observeEmissions(emissions, by, seenAt(next));
    return { next: { ...next, monitor: observed.monitor }, violations: [...violations, ...observed.violations] };
  }

  /** What everybody may see in the new situation. */
  async function lookedAt(before: Situation, moved: Moved): Promise<Moved> {
    const { store, now, late } = moved.next;
    const situation =
      late.length === 0 ? moved.next : { ...moved.next, late: late.filter((one) => mayHappen(one, store)) };
    // They have seen it all.
    if (store === before.store && now === before.now) return { ...moved, next: situation };
    const observed = observer.observe(store, now);
    const emissions = observed instanceof Promise ? await observed : observed;
    return withEmissions({ next: situation, violations: moved.violations }, emissions, 'observer');
  }

  /** A version is never stored again, so what expects an older one has had its chance. */
  function mayHappen({ call }: LateWrite, store: StoreState): boolean {
    return scenario.wrapStore !== undefined || call.name !== 'writeAccount' || call.args[1] === store.account?.version;
  }

  async function step(moved: Moved, index: number, waiting: Waiting, lost: boolean): Promise<Moved> {
    const { next: situation } = moved;
    const process = situation.processes[index];
    if (process === undefined) throw new Error('There is no such process');
    const { what, number } = waiting;
    let after = moved;
    let result: unknown;
    let key = 0;
    if (!lost && what.kind === 'store') {
      const applied = await stores.apply(situation.store, what.call);
      const written = withWrite(situation, applied.next, process.spec.name, waiting.since);
      after = { next: written.next, violations: [...moved.violations, ...written.violations] };
      result = applied.result;
      key = applied.resultKey;
    }
    const history = await histories.after(
      process,
      number,
      lost ? { kind: 'unavailable' } : { kind: 'result', result },
      key,
      situation.now,
    );
    const processes = after.next.processes.map((known, i) => (i === index ? history : known));
    return withEmissions({ ...after, next: { ...after.next, processes } }, history.step.emissions, process.spec.name);
  }

  /** Goes on through what nobody can come in between of: it neither changes nor sees what others change. */
  async function onwards(moved: Moved, index: number): Promise<Moved> {
    let current = moved;
    for (;;) {
      const waiting = current.next.processes[index]?.step.waiting.find((one) => isAlone(one, current.next));
      if (waiting === undefined) return current;
      current = await step(current, index, waiting, false);
    }
  }

  function isAlone({ what }: Waiting, { store, used }: Situation): boolean {
    if (what.kind === 'comparison') return used.timeSteps >= bounds.timeSteps && used.crashes >= bounds.crashes;
    if (what.kind !== 'store') return false;
    if (what.call.name === 'readSettings') return true;
    return (
      what.call.name === 'readChallenge' &&
      scenario.erases !== true &&
      store.challenges.some(({ id }) => id === what.call.args[0])
    );
  }

  const fresh = (store: StoreState, now: number, processes: readonly ProcessHistory[]): Moved => ({
    next: { store, now, processes, late: [], used: NOTHING_USED, monitor: NOTHING_YET },
    violations: [],
  });

  const withUse = (used: Bounds, one: keyof Bounds): Bounds => ({ ...used, [one]: used[one] + 1 });

  return {
    async go(situation, index, waiting, lost) {
      const process = situation.processes[index];
      const late = process === undefined ? [] : writesOf(process).filter(({ number }) => number === waiting.number);
      const before = lost
        ? {
            ...situation,
            late: [...situation.late, ...late],
            used: withUse(situation.used, 'lostAnswers'),
          }
        : situation;
      const moved = await step({ next: before, violations: [] }, index, waiting, lost);
      return lookedAt(situation, await onwards(moved, index));
    },
    async die(situation, index) {
      const process = situation.processes[index];
      if (process?.spec.repeatedBy === undefined) throw new Error('Nobody repeats its calls');
      const again = await histories.start(process.spec.repeatedBy, situation.now);
      const next: Situation = {
        ...situation,
        late: [...situation.late, ...writesOf(process)],
        used: withUse(situation.used, 'crashes'),
        processes: situation.processes.map((known, i) => (i === index ? again : known)),
      };
      return lookedAt(situation, await onwards({ next, violations: [] }, index));
    },
    async happen(situation, write) {
      const { next: store } = await stores.apply(situation.store, write.call);
      const late = situation.late.filter((other) => other !== write);
      return lookedAt(situation, withWrite({ ...situation, late }, store, write.by, write.since));
    },
    pass(situation, now) {
      const next = { ...situation, now, used: withUse(situation.used, 'timeSteps') };
      return lookedAt(situation, { next, violations: [] });
    },
    check: (situation) => stateViolations(seenAt(situation)),
    async start(store, now, processes) {
      let moved = fresh(store, now, processes);
      for (const index of processes.keys()) moved = await onwards(moved, index);
      return moved.next;
    },
    async finish(store, process, now) {
      const ids: Record<string, string> = {};
      let moved = fresh(store, now, [process]);
      for (;;) {
        const at = moved.next.processes[0]?.step;
        for (const emission of at?.emissions ?? []) if (emission.kind === 'begun') ids[emission.name] = emission.id;
        const waiting = at?.waiting.find(({ what }) => what.kind !== 'timeout');
        if (waiting === undefined) return { store: moved.next.store, ids };
        moved = await step(moved, 0, waiting, false);
      }
    },
  };
}
