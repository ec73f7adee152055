import { accountTime, advance } from './account.ts';
import { type AccountQueue, createAccountQueue } from './account-queue.ts';
import type { Clock } from './clock.ts';
import type { AccountDocument, AccountKey } from './documents.ts';
import { type Store, StoreError } from './store.ts';
import { keep, type Step, write } from './transitions/step.ts';
import type { Waits } from './waits.ts';

export type Transition<T> = (account: AccountDocument | undefined, now: number) => Step<T>;

export interface UpdateOptions {
  /** The account as read just now, which saves a read. */
  readonly read?: { readonly account: AccountDocument | undefined };
  /** No write starts after this aborts. The update then rejects with `StoreError` `unavailable`. */
  readonly signal?: AbortSignal;
  /** Try until this is false, through lost races and store faults, instead of a few times. */
  readonly persist?: () => boolean;
}

export type Update<T> = { readonly kind: 'updated'; readonly result: T } | { readonly kind: 'contended' };

/** Takes accounts from one version to the next. */
export interface AccountWriter extends Pick<AccountQueue, 'isIdle'> {
  /**
   * Applies a pure transition by compare-and-set, again on a newer version where another writer was faster. A
   * transition must recognise what an earlier run of itself wrote, because a write may happen and its answer be lost.
   */
  update<T>(key: AccountKey, transition: Transition<T>, options?: UpdateOptions): Promise<Update<T>>;
  /**
   * The account to tell of, and the time to tell it at, where what one tells comes from the time and not from a write:
   * `timeOf` gives the newest such time. The account is made to store that it has come. What another process worked out
   * before then and has still on its way is no longer written, however late it arrives, and what was told stays so.
   */
  toTell(account: AccountDocument | undefined, timeOf: TimeOf): Promise<Told>;
}

export type TimeOf = (account: AccountDocument, now: number) => number;

export interface Told {
  readonly account: AccountDocument | undefined;
  readonly now: number;
}

const TRIES = 6;
const JITTER_MS = 8;
const FAULT_WAIT_MS = 50;

/** After so long an update that the store fails is given up: its caller is told to repeat, instead of waiting on. */
export const FAULT_PATIENCE_MS = 2_000;

interface WriterOptions {
  readonly store: Pick<Store, 'readAccount' | 'writeAccount'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly waits: Pick<Waits, 'pause'>;
}

export function createAccountWriter({ store, clock, waits }: WriterOptions): AccountWriter {
  const queue = createAccountQueue();

  async function apply<T>(
    key: AccountKey,
    transition: Transition<T>,
    options: UpdateOptions,
    asked: number,
  ): Promise<Update<T>> {
    const isPatient = () => options.persist !== undefined || clock.now() - asked < FAULT_PATIENCE_MS;
    let read = options.read;
    let fault: StoreError | undefined;
    for (let tried = 0; tried < TRIES || (options.persist?.() ?? false); tried++) {
      if (tried > 0) await waits.pause(fault === undefined ? Math.random() * JITTER_MS * tried : FAULT_WAIT_MS);
      if (isAborted(options.signal)) throw timedOut(fault);
      try {
        const account: AccountDocument | undefined = read === undefined ? await store.readAccount(key) : read.account;
        read = undefined;
        const step = transition(account, accountTime(account, clock.now()));
        if (step.kind === 'keep') return { kind: 'updated', result: step.result };
        if (isAborted(options.signal)) throw timedOut(fault);
        if (await store.writeAccount(step.next, account?.version)) return { kind: 'updated', result: step.result };
        fault = undefined;
      } catch (error) {
        // Whether a write happened is unknown: read again, and let the transition recognise its own.
        if (!(error instanceof StoreError) || error.code !== 'unavailable') throw error;
        read = undefined;
        fault = error;
        if (!isPatient()) break;
      }
    }
    if (fault !== undefined) throw fault;
    return { kind: 'contended' };
  }

  const update: AccountWriter['update'] = (key, transition, options = {}) => {
    const asked = clock.now();
    const updated = queue.run(key, () => apply(key, transition, options, asked));
    return options.signal === undefined ? updated : orTimeout(updated, options.signal);
  };

  return {
    isIdle: queue.isIdle,
    update,
    async toTell(account, timeOf) {
      const now = accountTime(account, clock.now());
      if (account === undefined || account.erased === true) return { account, now };
      const time = timeOf(account, now);
      if (account.writtenAt >= time) return { account, now };
      const stored = await update(
        account,
        (current, at) => {
          if (current === undefined || current.erased === true || current.writtenAt >= time) return keep(current);
          const next = advance(current, {}, [], at);
          return write(next, next);
        },
        { read: { account } },
      );
      // Where others kept writing, what held at the last write that was seen.
      const told = stored.kind === 'updated' ? stored.result : account;
      return { account: told, now: told?.writtenAt ?? now };
    },
  };
}

const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted ?? false;

const timedOut = (cause: unknown): StoreError =>
  new StoreError('unavailable', 'The store did not answer in time', { cause });

/** Rejects when the signal aborts; what the store does with a write under way is then unknown. */
function orTimeout<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(timedOut(undefined));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
