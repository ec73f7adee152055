import { setImmediate } from 'node:timers/promises';
import {
  type AccountDocument,
  type AccountKey,
  type SettingsDocument,
  type SettingsKey,
  type Store,
  StoreError,
} from '@authfactor/engine';
import { createChallenges } from './challenges.ts';
import { createEvents } from './events.ts';
import { lockFolder } from './lock-folder.ts';
import { openDatabase } from './open-database.ts';
import { createPrivateFolder } from './private-files.ts';
import { toStoreError } from './sqlite-fault.ts';
import { createVersionedDocuments } from './versioned-documents.ts';

export interface SqliteStoreOptions {
  /** Where the database is. Made, for its owner only, if it is absent. */
  readonly folder: string;
}

/** How many rows one step of a long operation touches before others get their turn. */
const batch = 100;

/** How many accounts a walk holds at once. */
const walkPage = 20;

/**
 * Opens the store of a data folder. Each operation is one synchronous step of SQLite (a write takes a flush of the
 * disk); long ones are cut into batches, except for `eraseSubject`, which rewrites the whole file at its end. Dispose
 * the store to give the folder back.
 *
 * @throws StoreError `unavailable` if another server has the folder, it cannot be written or a newer version wrote it;
 * `damaged` if the file is not a database
 */
export function createSqliteStore({ folder }: SqliteStoreOptions): Store {
  createPrivateFolder(folder);
  using setup = new DisposableStack();
  setup.use(lockFolder(folder));
  const database = openDatabase(folder);
  setup.defer(() => database.close());
  const accounts = createVersionedDocuments<AccountDocument, AccountKey>(database, {
    name: 'accounts',
    key: [
      ['tenant', 'tenant'],
      ['factor_type', 'factorType'],
      ['subject', 'subject'],
    ],
  });
  const settings = createVersionedDocuments<SettingsDocument, SettingsKey>(database, {
    name: 'settings',
    key: [
      ['tenant', 'tenant'],
      ['factor_type', 'factorType'],
    ],
  });
  const challenges = createChallenges(database);
  const events = createEvents(database);
  const eraseAccounts = database.prepare('DELETE FROM accounts WHERE (tenant, subject) = (?, ?)');
  const touch = database.prepare('UPDATE readiness SET checks = checks + 1');
  const checkpoint = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)');

  const run = async <T>(step: () => T): Promise<T> => {
    try {
      return step();
    } catch (error) {
      throw toStoreError(error);
    }
  };

  /** Repeats a step that touches at most `batch` rows until it finds fewer. */
  const runBatches = async (step: () => number): Promise<void> => {
    while ((await run(step)) === batch) await setImmediate();
  };

  /**
   * Leaves nothing of deleted rows in the files. `secure_delete` overwrites rows, but not the copies that stay in a page
   * when its rows move to another; only a rewrite drops those.
   */
  const compact = (): void => {
    database.exec('VACUUM');
    if (checkpoint.get()?.busy !== 0) {
      throw new StoreError('unavailable', 'Another program reads the database: erase again when it has ended');
    }
  };

  const resources = setup.move();
  return {
    name: 'sqlite',
    readChallenge: (id) => run(() => challenges.read(id)),
    insertChallenge: (challenge) => run(() => challenges.insert(challenge)),
    readAccount: (key) => run(() => accounts.read(key)),
    writeAccount: (next, expected) => run(() => accounts.write(next, expected)),
    readSettings: (key) => run(() => settings.read(key)),
    writeSettings: (next, expected) => run(() => settings.write(next, expected)),
    appendEvents: (added) => run(() => events.append(added)),
    listEvents: (query) => run(() => events.list(query)),
    listOutboxes: (limit) =>
      run(() => {
        const pending = accounts.listOutboxes(limit).map((key) => ({ kind: 'account', key }) as const);
        const room = limit - pending.length;
        const rest = settings.listOutboxes(room).map((key) => ({ kind: 'settings', key }) as const);
        return [...pending, ...rest];
      }),
    async *walkAccounts() {
      let after: AccountKey | undefined;
      for (;;) {
        const page = await run(() => accounts.readPage(after, walkPage));
        yield* page;
        after = page.at(-1);
        if (page.length < walkPage) return;
      }
    },
    async eraseSubject(tenant, subject) {
      await runBatches(() => challenges.eraseSome(tenant, subject, batch));
      await runBatches(() => events.blankSome(tenant, subject, batch));
      await run(() => eraseAccounts.run(tenant, subject));
      await run(compact);
    },
    async sweep(now, eventsBefore) {
      await runBatches(() => challenges.sweepSome(now, batch));
      await runBatches(() => events.sweepSome(eventsBefore, batch));
    },
    clock: () => run(() => undefined),
    async ready() {
      // A write, because a full disk still reads.
      await run(() => touch.run());
    },
    async [Symbol.asyncDispose]() {
      resources.dispose();
    },
  };
}
