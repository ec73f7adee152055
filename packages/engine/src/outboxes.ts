import { accountKeyText } from './account-queue.ts';
import type { AccountWriter } from './account-writer.ts';
import type { Clock } from './clock.ts';
import type { AccountDocument, AccountKey, EventRecord, SettingsKey } from './documents.ts';
import type { Store } from './store.ts';
import { keep, write } from './transitions/step.ts';
import type { Waits } from './waits.ts';

/** Moves events from the documents that they were written with into the log. */
export interface Outboxes extends AsyncDisposable {
  /** Drains soon, off the caller's path. */
  schedule(key: AccountKey): void;
  scheduleSettings(key: SettingsKey): void;
  /** Drains what processes that died have left. */
  sweep(): Promise<void>;
  /** Appends the account's events to the log now, without clearing its outbox. */
  append(account: AccountDocument): Promise<void>;
}

interface OutboxesOptions {
  readonly store: Pick<Store, 'readAccount' | 'readSettings' | 'writeSettings' | 'appendEvents' | 'listOutboxes'>;
  readonly accounts: AccountWriter;
  readonly clock: Pick<Clock, 'now'>;
  readonly waits: Pick<Waits, 'pause' | 'turn'>;
  /** A drain failed; the events are safe, and the sweeper will try again. */
  readonly onFault: (error: unknown) => void;
}

interface Waiting {
  drain(): Promise<void>;
  /** Answers come first. */
  isBusy(): boolean;
  readonly since: number;
}

const YIELD_MS = 20;
/** An account that is always busy is drained all the same. */
const LONGEST_YIELD_MS = 500;
const SWEPT_AT_ONCE = 100;

export function createOutboxes({ store, accounts, clock, waits, onFault }: OutboxesOptions): Outboxes {
  const waiting = new Map<string, Waiting>();
  let running: Promise<void> | undefined;
  let closing = false;

  /** Events that are logged together keep their order. */
  async function append(events: readonly EventRecord[]): Promise<void> {
    if (events.length === 0) return;
    const now = clock.now();
    await store.appendEvents(events.map((event, i) => ({ ...event, schema: 1 as const, recordedAt: now + i })));
  }

  /** Log first, then clear: a crash in between leaves an event twice to append, which its id makes harmless. */
  async function drainAccount(key: AccountKey): Promise<void> {
    const account = await store.readAccount(key);
    if (account === undefined || account.outbox.length === 0) return;
    await append(account.outbox);
    const drained = new Set(account.outbox.map((event) => event.id));
    await accounts.update(
      key,
      (current) => {
        const left = current?.outbox.filter((event) => !drained.has(event.id));
        if (current === undefined || left === undefined || left.length === current.outbox.length)
          return keep(undefined);
        return write({ ...current, version: current.version + 1, outbox: left }, undefined);
      },
      { read: { account } },
    );
  }

  async function drainSettings(key: SettingsKey): Promise<void> {
    const settings = await store.readSettings(key);
    if (settings === undefined || settings.outbox.length === 0) return;
    await append(settings.outbox);
    // Where another writer was faster, its events are new ones: the next drain clears both.
    await store.writeSettings({ ...settings, version: settings.version + 1, outbox: [] }, settings.version);
  }

  async function run(): Promise<void> {
    while (waiting.size > 0) {
      const now = performance.now();
      const next = waiting
        .entries()
        .find(([, { isBusy, since }]) => closing || !isBusy() || now - since > LONGEST_YIELD_MS);
      if (next === undefined) {
        await waits.pause(YIELD_MS);
        continue;
      }
      const [text, { drain }] = next;
      waiting.delete(text);
      await drain().catch(onFault);
    }
    // In the same turn as the last look: whoever schedules from now on starts it anew.
    running = undefined;
  }

  function enqueue(text: string, drain: Waiting['drain'], isBusy: Waiting['isBusy']): void {
    if (!waiting.has(text)) waiting.set(text, { drain, isBusy, since: performance.now() });
    // The caller's response goes first.
    running ??= waits.turn().then(run);
  }

  const schedule = (key: AccountKey) =>
    enqueue(
      `account ${accountKeyText(key)}`,
      () => drainAccount(key),
      () => !accounts.isIdle(key),
    );
  const scheduleSettings = (key: SettingsKey) =>
    enqueue(
      `settings ${key.tenant.length}.${key.tenant}${key.factorType}`,
      () => drainSettings(key),
      () => false,
    );

  return {
    schedule,
    scheduleSettings,
    append: (account) => append(account.outbox),
    async sweep() {
      for (const pending of await store.listOutboxes(SWEPT_AT_ONCE)) {
        if (pending.kind === 'account') schedule(pending.key);
        else scheduleSettings(pending.key);
      }
    },
    async [Symbol.asyncDispose]() {
      closing = true;
      while (running !== undefined) await running;
    },
  };
}
