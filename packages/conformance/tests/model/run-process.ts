import { createHash } from 'node:crypto';
import type { Limits, Store } from '@authfactor/engine';
import type { StoreOperation } from '../../src/store/index.ts';
import type { Emission } from './emission.ts';
import type { EngineCode } from './engine-under-check.ts';
import { createModelFactor, type FactorKind } from './model-factor.ts';
import type { Answer, Hands, ProcessSpec, ProcessStep, RunningProcess, Waiting } from './process-spec.ts';
import type { StoreCall } from './store-states.ts';

export interface ProcessSetup {
  readonly code: EngineCode;
  readonly limits: Partial<Limits>;
  readonly factor: FactorKind;
  /** Whether the engine's own time limits pass. Where they do not, a store may take any time. */
  readonly timeouts: boolean;
  readonly callOf: (name: StoreOperation, args: readonly unknown[]) => StoreCall;
}

type Open = Waiting & { readonly end: (answer: Answer) => void };

/** Runs real engine code as a process that stops at each store operation and comparison. */
export function runProcess(
  spec: ProcessSpec,
  { code, limits, factor: kind, timeouts, callOf }: ProcessSetup,
): RunningProcess {
  const open = new Map<number, Open>();
  let emissions: Emission[] = [];
  let readClock = false;
  let time = 0;
  let numbers = 0;
  let randoms = 0;
  let request = '';

  function wait<T>(what: Waiting['what']): Promise<T> {
    return new Promise((resolve, reject) => {
      const number = numbers++;
      const end = (answer: Answer): void => {
        open.delete(number);
        if (answer.kind === 'result') resolve(answer.result as T);
        else reject(new code.StoreError('unavailable', 'The model took the answer away'));
      };
      open.set(number, { number, since: time, what, end });
    });
  }

  const call =
    (name: StoreOperation) =>
    <T>(...args: readonly unknown[]): Promise<T> =>
      wait({ kind: 'store', call: callOf(name, args) });

  const store: Store = {
    name: 'model',
    readChallenge: call('readChallenge'),
    insertChallenge: call('insertChallenge'),
    readAccount: call('readAccount'),
    writeAccount: call('writeAccount'),
    readSettings: call('readSettings'),
    writeSettings: call('writeSettings'),
    appendEvents: call('appendEvents'),
    listEvents: call('listEvents'),
    listOutboxes: call('listOutboxes'),
    eraseSubject: call('eraseSubject'),
    sweep: call('sweep'),
    clock: call('clock'),
    ready: call('ready'),
    walkAccounts() {
      throw new Error('The model walks no accounts');
    },
    [Symbol.asyncDispose]: async () => undefined,
  };

  const now = (): number => {
    readClock = true;
    return time - (spec.behindMs ?? 0);
  };

  function timeout(ms: number): AbortSignal {
    const controller = new AbortController();
    if (!timeouts) return controller.signal;
    readClock = true;
    const number = numbers++;
    const end = () => {
      open.delete(number);
      controller.abort();
    };
    open.set(number, { number, since: time, what: { kind: 'timeout', at: time + ms }, end });
    return controller.signal;
  }

  const factor = createModelFactor({
    kind,
    comparing: () => wait({ kind: 'comparison' }),
    request: () => request,
    emit: (emission) => emissions.push(emission),
  });

  const engine = code.createEngine({
    store: spec.wrap?.(store) ?? store,
    factors: [factor],
    limits,
    clock: { now, ageMs: () => 0 },
    // Repeatable, and nobody else's.
    random: (size) => createHash('sha256').update(`${spec.name} ${randoms++}`).digest().subarray(0, size),
    waits: {
      pause: async () => undefined,
      timeout,
      turn: () => wait({ kind: 'turn' }),
    },
    sweepIntervalMs: 0,
    onFault: () => undefined,
  });

  const hands: Hands = {
    engine,
    now,
    asking(next) {
      request = next;
    },
    emit: (emission) => emissions.push(emission),
  };

  /** Until nothing moves any more: everything in here is a microtask. */
  async function step(): Promise<ProcessStep> {
    await new Promise((resolve) => setImmediate(resolve));
    const taken = { waiting: [...open.values()].map(withoutEnd), emissions, readClock };
    emissions = [];
    readClock = false;
    return taken;
  }

  return {
    start(at) {
      time = at;
      spec.program(hands).catch((error: unknown) => {
        emissions.push({ kind: 'answered', request: 'program', outcome: `defect: ${String(error)}` });
      });
      return step();
    },
    go(number, answer, at) {
      time = at;
      const waited = open.get(number);
      if (waited === undefined)
        throw new Error('The process does not wait for this; it does not repeat itself exactly');
      waited.end(answer);
      return step();
    },
  };
}

const withoutEnd = ({ number, since, what }: Open): Waiting => ({ number, since, what });
