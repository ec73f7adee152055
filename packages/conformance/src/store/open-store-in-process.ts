import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Store, StoreError } from '@authfactor/engine';
import type { StoreCall, StoreReply } from './store-process-worker.ts';

export interface StoreModule {
  /** Exports `openStore(argument)`, which gives a `Store`. */
  readonly module: URL;
  /** For example where the data is. */
  readonly argument: string;
}

/** Opens a store in a process of its own, which ends when the store is disposed. Rejects as `openStore` did there. */
export async function openStoreInProcess({ module, argument }: StoreModule): Promise<Store> {
  const extension = extname(import.meta.url);
  const worker = new URL(`store-process-worker${extension}`, import.meta.url);
  const child = fork(fileURLToPath(worker), [module.href, argument], {
    execArgv: extension === '.ts' ? ['--conditions=@authfactor/source'] : [],
    serialization: 'advanced',
  });
  const call = createCaller(child);
  const store: Store = {
    name: 'process',
    readChallenge: (id) => call('readChallenge', id),
    insertChallenge: (challenge) => call('insertChallenge', challenge),
    readAccount: (key) => call('readAccount', key),
    writeAccount: (next, expected) => call('writeAccount', next, expected),
    readSettings: (key) => call('readSettings', key),
    writeSettings: (next, expected) => call('writeSettings', next, expected),
    appendEvents: (events) => call('appendEvents', events),
    listEvents: (query) => call('listEvents', query),
    listOutboxes: (limit) => call('listOutboxes', limit),
    async *walkAccounts() {
      yield* await call('walkAccounts');
    },
    eraseSubject: (tenant, subject) => call('eraseSubject', tenant, subject),
    sweep: (now, eventsBefore) => call('sweep', now, eventsBefore),
    clock: () => call('clock'),
    ready: () => call('ready'),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      // The worker closes its store and ends.
      if (child.connected) child.disconnect();
      await exit;
    },
  };
  try {
    await store.ready();
    return store;
  } catch (error) {
    await store[Symbol.asyncDispose]();
    throw error;
  }
}

type Call = <M extends StoreCall['method']>(method: M, ...args: Parameters<Store[M]>) => Promise<Answer<M>>;

type Answer<M extends StoreCall['method']> =
  ReturnType<Store[M]> extends AsyncIterable<infer T> ? readonly T[] : Awaited<ReturnType<Store[M]>>;

function createCaller(child: ChildProcess): Call {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let calls = 0;
  let ended: string | undefined;

  child.on('message', (message) => {
    const reply = message as StoreReply;
    const waiter = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.kind === 'value') waiter?.resolve(reply.value);
    else
      waiter?.reject(reply.code === undefined ? new Error(reply.message) : new StoreError(reply.code, reply.message));
  });
  const end = (why: string): void => {
    ended = why;
    for (const waiter of waiting.values()) waiter.reject(new StoreError('unavailable', why));
    waiting.clear();
  };
  child.on('error', (error) => end(`The store's process failed: ${error.message}`));
  child.on('exit', () => end("The store's process has ended: open the store again"));

  return (method, ...args) => {
    const id = calls++;
    const waiter = Promise.withResolvers<never>();
    if (ended !== undefined) return Promise.reject(new StoreError('unavailable', ended));
    waiting.set(id, waiter as unknown as PromiseWithResolvers<unknown>);
    child.send({ id, method, args } satisfies StoreCall);
    return waiter.promise;
  };
}
