import { availableParallelism } from 'node:os';
import type { Admission, AdmissionLimits, Permit } from '@authfactor/factor';
import { SoftPinError } from './soft-pin-error.ts';

export interface GateOptions {
  /** How many pieces of work may run at once. Default: the cores. */
  readonly slots?: number;
  /** How many units of work may wait; what comes then is shed. Default: four a slot. */
  readonly queue?: number;
  /** How long one unit is taken to last, in ms, until that was measured. Default: 250. */
  readonly expectedMs?: number;
  /** Ms since the Unix epoch, for deadlines. */
  readonly now?: () => number;
  /** Ms on a clock that never jumps, for measuring work. */
  readonly elapsed?: () => number;
}

/** A FIFO gate in front of work that takes a whole core. */
export interface Gate {
  /**
   * Waits for a slot for work of `units` KDFs. `overloaded` at once where the queue is full or the wait and the work
   * would outlast the deadline. Rejects with the signal's reason when it aborts before the slot was given.
   */
  admit(units: number, limits: AdmissionLimits): Promise<Admission>;
}

interface Running {
  readonly units: number;
  readonly startedAt: number;
}

interface Waiting {
  readonly units: number;
  readonly deadline: number;
  settle(admission: Admission): void;
}

/** The weight of one measurement in the moving estimate: about the last ten count. */
const WEIGHT = 0.1;

function checkCount(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new SoftPinError('invalid-options', `The gate's ${name} must be a whole number of at least ${least}`);
  }
}

/**
 * Gives slots in the order of asking and hands a free one straight to the next in line. Without such a gate, twice the
 * capacity leaves an eighth of the throughput; with it, what cannot be done in time is refused within ms. Throws
 * `SoftPinError` (`invalid-options`).
 */
export function createGate(options: GateOptions = {}): Gate {
  const { slots = availableParallelism(), now = Date.now, elapsed = () => performance.now() } = options;
  const { queue = 4 * slots, expectedMs = 250 } = options;
  checkCount('slots', slots, 1);
  checkCount('queue', queue, 0);
  const running = new Set<Running>();
  const waiting: Waiting[] = [];
  let unitMs = Math.max(1, expectedMs);

  const overloaded = (waitMs: number): Admission => ({
    kind: 'overloaded',
    retryAfterMs: Math.ceil(Math.max(unitMs, waitMs)),
  });

  /** The work that is ahead of a newcomer, spread over the slots. */
  function predictedWait(): number {
    const at = elapsed();
    let ahead = 0;
    for (const { units, startedAt } of running) ahead += Math.max(0, units * unitMs - (at - startedAt));
    for (const { units } of waiting) ahead += units * unitMs;
    return ahead / slots;
  }

  function grant(units: number): Admission {
    const work: Running = { units, startedAt: elapsed() };
    running.add(work);
    const release = (): void => {
      if (!running.delete(work)) return;
      // Larger work may stop early (an enrolment compares until the first match), so it says little about one unit.
      if (units === 1) unitMs = Math.max(1, unitMs + WEIGHT * (elapsed() - work.startedAt - unitMs));
      next();
    };
    const permit: Permit = { [Symbol.dispose]: release };
    return { kind: 'admitted', permit };
  }

  function next(): void {
    while (running.size < slots) {
      const first = waiting.shift();
      if (!first) return;
      first.settle(first.deadline > now() ? grant(first.units) : overloaded(0));
    }
  }

  function wait(units: number, deadline: number, signal: AbortSignal): Promise<Admission> {
    return new Promise((resolve, reject) => {
      const entry: Waiting = {
        units,
        deadline,
        settle(admission) {
          signal.removeEventListener('abort', leave);
          resolve(admission);
        },
      };
      const leave = (): void => {
        waiting.splice(waiting.indexOf(entry), 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      waiting.push(entry);
    });
  }

  return {
    async admit(units, { deadline = Number.POSITIVE_INFINITY, signal }) {
      signal.throwIfAborted();
      if (running.size < slots) return grant(units);
      const waitMs = predictedWait();
      const queued = waiting.reduce((sum, entry) => sum + entry.units, 0);
      // Any room will do: six units of an enrolment must fit a small queue too.
      if (queued >= queue || deadline - now() < waitMs + units * unitMs) return overloaded(waitMs);
      return wait(units, deadline, signal);
    },
  };
}
