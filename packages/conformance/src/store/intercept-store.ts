import type { Store } from '@authfactor/engine';

export type StoreOperation = Exclude<keyof Store, 'name' | symbol>;

/** Runs an operation in its own time: `run` takes the step and gives its answer. */
export type InterceptOperation = <T>(operation: StoreOperation, run: () => Promise<T>) => Promise<T>;

/**
 * Gives a store whose every operation goes through `intercept`: to count, to fail, to schedule. `walkAccounts` goes
 * through it once, when the first account is asked for.
 */
export function interceptStore(store: Store, intercept: InterceptOperation): Store {
  return {
    name: store.name,
    readChallenge: (id) => intercept('readChallenge', () => store.readChallenge(id)),
    insertChallenge: (challenge) => intercept('insertChallenge', () => store.insertChallenge(challenge)),
    readAccount: (key) => intercept('readAccount', () => store.readAccount(key)),
    writeAccount: (next, expected) => intercept('writeAccount', () => store.writeAccount(next, expected)),
    readSettings: (key) => intercept('readSettings', () => store.readSettings(key)),
    writeSettings: (next, expected) => intercept('writeSettings', () => store.writeSettings(next, expected)),
    appendEvents: (events) => intercept('appendEvents', () => store.appendEvents(events)),
    listEvents: (query) => intercept('listEvents', () => store.listEvents(query)),
    listOutboxes: (limit) => intercept('listOutboxes', () => store.listOutboxes(limit)),
    async *walkAccounts() {
      yield* await intercept('walkAccounts', async () => store.walkAccounts());
    },
    eraseSubject: (tenant, subject) => intercept('eraseSubject', () => store.eraseSubject(tenant, subject)),
    sweep: (now, eventsBefore) => intercept('sweep', () => store.sweep(now, eventsBefore)),
    clock: () => intercept('clock', () => store.clock()),
    ready: () => intercept('ready', () => store.ready()),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
