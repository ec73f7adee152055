import type { Limits, Store } from '@authfactor/engine';
import type { FactorKind } from './model-factor.ts';
import type { ProcessSpec } from './process-spec.ts';
import type { StoreState } from './store-states.ts';

/** How often each thing that goes wrong may happen on one path. */
export interface Bounds {
  /** Deaths of a process that its client then repeats elsewhere. */
  readonly crashes: number;
  /** Writes whose answer is lost. They may happen at any later time, or never. */
  readonly lostAnswers: number;
  /** Steps of the clock. */
  readonly timeSteps: number;
}

export interface Scenario {
  readonly name: string;
  readonly limits: Partial<Limits>;
  /** By default one that keeps a secret. */
  readonly factor?: FactorKind;
  /** Whether the engine's own time limits pass. */
  readonly timeouts?: boolean;
  /** Run one after the other, to their end, before everything is free. */
  readonly setUp: readonly ProcessSpec[];
  /** Run concurrently. `ids`: of what the set-up began, by its names. */
  processes(ids: Readonly<Record<string, string>>): readonly ProcessSpec[];
  /** Times that the clock may go to. */
  times(store: StoreState, now: number, limits: Limits): readonly number[];
  /** Explored one by one: all of everything at once would be too much. */
  readonly bounds: readonly Bounds[];
  /** Those of the long run. */
  readonly longBounds: readonly Bounds[];
  /** Whether the subject is erased, so that its challenges do not stay. */
  readonly erases?: boolean;
  /** Breaks the shared store. */
  readonly wrapStore?: (store: Store) => Store;
}
