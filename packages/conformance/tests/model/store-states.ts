import type { AccountDocument, AccountKey, ChallengeDocument, LoggedEvent, Store } from '@authfactor/engine';
import { createMemoryStore, type StoreOperation } from '../../src/store/index.ts';
import { deepFreeze } from './deep-freeze.ts';

export const ACCOUNT: AccountKey = { tenant: 'acme', factorType: 'scripted', subject: 'alice' };

/** Everything that is stored, at one moment. Equal contents are one object. */
export interface StoreState {
  readonly id: number;
  readonly account: AccountDocument | undefined;
  readonly challenges: readonly ChallengeDocument[];
  readonly events: readonly LoggedEvent[];
}

/** One store operation as the engine asked for it. Equal ones have one key. */
export interface StoreCall {
  readonly name: StoreOperation;
  readonly args: readonly unknown[];
  readonly key: number;
}

export interface Applied {
  readonly result: unknown;
  /** Equal results have one key. */
  readonly resultKey: number;
  readonly next: StoreState;
}

export interface StoreStates {
  readonly empty: StoreState;
  callOf(name: StoreOperation, args: readonly unknown[]): StoreCall;
  /** What one operation gives and leaves. Worked out once for a state and a call. */
  apply(state: StoreState, call: StoreCall): Applied | Promise<Applied>;
}

const READS: ReadonlySet<StoreOperation> = new Set(['readAccount', 'readChallenge', 'readSettings', 'listEvents']);

/** Steps of the in-memory store as a pure function of its contents. `wrap` may break it. */
export function createStoreStates(wrap: (store: Store) => Store = (store) => store): StoreStates {
  const states = new Map<string, StoreState>();
  const calls = new Map<string, StoreCall>();
  const results = new Map<string, number>();
  const known = new Map<number, Map<number, Applied>>();

  function intern(contents: Omit<StoreState, 'id'>): StoreState {
    const text = JSON.stringify(contents);
    const present = states.get(text);
    if (present !== undefined) return present;
    const state: StoreState = deepFreeze({ id: states.size, ...contents });
    states.set(text, state);
    return state;
  }

  async function work(state: StoreState, call: StoreCall): Promise<Applied> {
    const memory = createMemoryStore();
    if (state.account !== undefined) memory.overwrite({ kind: 'account', key: ACCOUNT, document: state.account });
    for (const document of state.challenges) memory.overwrite({ kind: 'challenge', id: document.id, document });
    await memory.appendEvents(state.events);
    const method = wrap(memory)[call.name] as (...args: readonly unknown[]) => Promise<unknown>;
    const result = deepFreeze(await method(...call.args));
    return { result, resultKey: keyOf(result), next: await contentsAfter(state, call, memory) };
  }

  function keyOf(result: unknown): number {
    const text = JSON.stringify(result) ?? '';
    const key = results.get(text) ?? results.size;
    results.set(text, key);
    return key;
  }

  async function contentsAfter(state: StoreState, call: StoreCall, memory: Store): Promise<StoreState> {
    if (READS.has(call.name)) return state;
    const inserted = call.name === 'insertChallenge' ? [(call.args[0] as ChallengeDocument).id] : [];
    const ids = new Set([...state.challenges.map(({ id }) => id), ...inserted]);
    const challenges = await Promise.all([...ids].map((id) => memory.readChallenge(id)));
    return intern({
      account: await memory.readAccount(ACCOUNT),
      challenges: challenges.filter((challenge) => challenge !== undefined),
      events: await memory.listEvents({ tenant: ACCOUNT.tenant, types: [], limit: 1_000 }),
    });
  }

  return {
    empty: intern({ account: undefined, challenges: [], events: [] }),
    callOf(name, args) {
      const text = JSON.stringify([name, ...args]);
      const present = calls.get(text);
      if (present !== undefined) return present;
      const call = { name, args, key: calls.size };
      calls.set(text, call);
      return call;
    },
    apply(state, call) {
      const ofState = known.get(state.id) ?? new Map<number, Applied>();
      const present = ofState.get(call.key);
      if (present !== undefined) return present;
      known.set(state.id, ofState);
      return work(state, call).then((applied) => {
        ofState.set(call.key, applied);
        return applied;
      });
    },
  };
}
