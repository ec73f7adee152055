import type { Engine, Store } from '@authfactor/engine';
import type { Emission } from './emission.ts';
import type { StoreCall } from './store-states.ts';

/** What a program of calls works with. */
export interface Hands {
  readonly engine: Engine;
  now(): number;
  /** The request whose answer is compared from now on. */
  asking(request: string): void;
  emit(emission: Emission): void;
}

/** The calls that one process gets, in their order. */
export interface ProcessSpec {
  readonly name: string;
  readonly program: (hands: Hands) => Promise<void>;
  /** How far its clock is behind. */
  readonly behindMs?: number;
  /** Whether it drains outboxes after its calls. Where it does not, it dies before it comes to that. */
  readonly drains?: boolean;
  /**
   * Another process that does the same, but for names: only what this one does after that has begun need be explored.
   */
  readonly likeAndAfter?: string;
  /** What its client does elsewhere when it has died. Absent: nothing, which is the same as not going on. */
  readonly repeatedBy?: ProcessSpec;
  /** Breaks the store as this process sees it: between the engine and the points where others may come in. */
  readonly wrap?: (store: Store) => Store;
}

/** A point where the process waits and others may come in between. */
export interface Waiting {
  readonly number: number;
  /** When it was asked for. */
  readonly since: number;
  readonly what:
    | { readonly kind: 'store'; readonly call: StoreCall }
    | { readonly kind: 'comparison' }
    /** The engine's own time limit, which may pass from `at` on. */
    | { readonly kind: 'timeout'; readonly at: number }
    /** The response goes first, then the drain. */
    | { readonly kind: 'turn' };
}

export type Answer =
  | { readonly kind: 'result'; readonly result: unknown }
  /** The store did not answer; whether the operation happens is another matter. */
  | { readonly kind: 'unavailable' };

export interface ProcessStep {
  readonly waiting: readonly Waiting[];
  readonly emissions: readonly Emission[];
  /** Whether what it did depends on the time. */
  readonly readClock: boolean;
}

export interface RunningProcess {
  start(time: number): Promise<ProcessStep>;
  /** Lets one wait end, and runs on to where the process waits again. */
  go(number: number, answer: Answer, time: number): Promise<ProcessStep>;
}
