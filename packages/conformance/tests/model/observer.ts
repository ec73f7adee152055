import type { Engine, Limits, Store } from '@authfactor/engine';
import type { Emission } from './emission.ts';
import type { EngineCode } from './engine-under-check.ts';
import { createModelFactor, type FactorKind } from './model-factor.ts';
import { answer, type Program, read, WRONG } from './programs.ts';
import type { StoreState } from './store-states.ts';

/** Somebody who asks for everything in every state, at no cost in interleavings, and sees what needs no write. */
export interface Observer {
  /** What one would be told of every challenge, and of every request id that is known. */
  observe(store: StoreState, now: number): readonly Emission[] | Promise<readonly Emission[]>;
}

export function createObserver(code: EngineCode, limits: Partial<Limits>, kind: FactorKind): Observer {
  let current: StoreState | undefined;
  let time = 0;
  const seen = new Map<string, readonly Emission[]>();

  const refuse = async (): Promise<never> => {
    throw new Error('An observer changes nothing');
  };
  const store: Store = {
    name: 'observed',
    readChallenge: async (id) => current?.challenges.find((challenge) => challenge.id === id),
    readAccount: async () => current?.account,
    readSettings: async () => undefined,
    insertChallenge: refuse,
    writeAccount: refuse,
    writeSettings: refuse,
    appendEvents: refuse,
    listEvents: refuse,
    listOutboxes: refuse,
    eraseSubject: refuse,
    sweep: refuse,
    clock: refuse,
    ready: refuse,
    walkAccounts() {
      throw new Error('An observer walks no accounts');
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
  const now = () => time;
  const never = () => new Promise<void>(() => undefined);
  const factor = createModelFactor({ kind, comparing: never, request: () => '', emit: () => undefined });
  const engine: Engine = code.createEngine({
    store,
    factors: [factor],
    limits,
    clock: { now, ageMs: () => 0 },
    waits: { pause: async () => undefined, timeout: () => new AbortController().signal, turn: never },
    sweepIntervalMs: 0,
    onFault: () => undefined,
  });

  async function ask(program: Program): Promise<readonly Emission[]> {
    const emissions: Emission[] = [];
    try {
      await program({ engine, now, asking: () => undefined, emit: (emission) => emissions.push(emission) });
      return emissions;
    } catch {
      // It would have written, so that one was told nothing yet.
      return [];
    }
  }

  async function look(state: StoreState, at: number): Promise<readonly Emission[]> {
    [current, time] = [state, at];
    const emissions: Emission[] = [];
    for (const { id } of state.challenges) {
      emissions.push(...(await ask(read(id))));
      for (const requestId of Object.keys(state.account?.challenges[id]?.answers ?? {})) {
        emissions.push(...(await ask(answer(id, requestId, WRONG, 1))));
      }
    }
    return emissions;
  }

  return {
    observe(state, at) {
      const key = `${state.id} ${at}`;
      const present = seen.get(key);
      if (present !== undefined) return present;
      return look(state, at).then((emissions) => {
        seen.set(key, emissions);
        return emissions;
      });
    },
  };
}
