import { randomUUID } from 'node:crypto';
import {
  type AccountDocument,
  type AccountKey,
  type SettingsDocument,
  type SettingsKey,
  type Store,
  StoreError,
} from '@authfactor/engine';
import { createChallenges } from './challenges.ts';
import { checkMongoUri, databaseMistakes, partsOfMongoUri } from './check-mongo-uri.ts';
import { clientOptions, poolSizeOf } from './client-options.ts';
import { collectionsOf, type StoredVersion } from './collections.ts';
import { type Connection, connect } from './connection.ts';
import { deleteBatches } from './delete-batches.ts';
import { createEvents } from './events.ts';
import { isDuplicateKey, toStoreError } from './mongo-fault.ts';
import { createOperations } from './operations.ts';
import { prepareDatabase } from './prepare-database.ts';
import { raceItself, type ScratchDocument, type ScratchKey } from './race-itself.ts';
import { readIdentity, type ServerIdentity } from './server-identity.ts';
import { createVersionedDocuments } from './versioned-documents.ts';

export interface MongoStoreOptions {
  /** `mongodb://` or `mongodb+srv://`; `checkMongoUri` says what it may hold. */
  readonly uri: string;
  /** Default: the one that the URI names, or `authfactor`. */
  readonly database?: string;
  /** How long one operation may take, tries included, in ms. */
  readonly timeoutMs?: number;
  /** Is told the name of each command that is sent, such as `find`; those of the start are not. */
  readonly onCommand?: (name: string) => void;
}

export interface MongoStore extends Store {
  /** What answers, as it says itself. */
  readonly server: ServerIdentity;
  /** What the server or the user's role did not allow and the store can do without, a sentence each, for the log. */
  readonly notices: readonly string[];
}

const DEFAULT_TIMEOUT_MS = 3_000;

/** Building an index on a collection that has grown takes its time. */
const START_TIMEOUT_MS = 600_000;
const START_SELECTION_MS = 10_000;

/** Readiness is asked by something that does not wait long. */
const READY_TIMEOUT_MS = 1_500;

const WALK_PAGE = 20;

/** Of the connections, for what anyone can ask in any number; the others are free for what counts and settles attempts. */
const SHARED = 0.75;

/**
 * Opens the store: prepares the database, races itself on it, and refuses a server that lets two writers win. Dispose
 * it to close its connections. Any number of processes may have one database open.
 *
 * @throws StoreError `unavailable` if the URI is refused, no primary is reached within ten seconds or the server is unfit
 */
export async function createMongoStore(options: MongoStoreOptions): Promise<MongoStore> {
  const { uri, timeoutMs = DEFAULT_TIMEOUT_MS, onCommand } = options;
  const name = options.database ?? partsOfMongoUri(uri)?.database ?? 'authfactor';
  const [mistake] = [...checkMongoUri(uri), ...databaseMistakes(name)];
  if (mistake !== undefined) throw new StoreError('unavailable', mistake);
  const { server, notices } = await start(uri, name);

  const connection = await connect({
    uri,
    database: name,
    client: clientOptions(uri, timeoutMs),
    ...(onCommand === undefined ? {} : { onCommand }),
  });
  const { incidents } = connection;
  const collections = collectionsOf(connection.database);
  const operations = createOperations({ timeoutMs, incidents, atOnce: Math.ceil(poolSizeOf(uri) * SHARED) });
  const urgent = createOperations({ timeoutMs, incidents });
  const quick = createOperations({ timeoutMs: Math.min(timeoutMs, READY_TIMEOUT_MS), incidents });
  const accounts = createVersionedDocuments<AccountDocument, AccountKey>(
    collections.accounts,
    ['tenant', 'factorType', 'subject'],
    operations,
    urgent,
  );
  const settings = createVersionedDocuments<SettingsDocument, SettingsKey>(
    collections.settings,
    ['tenant', 'factorType'],
    operations,
  );
  const challenges = createChallenges(collections.challenges, operations);
  const events = createEvents(collections.events, operations);

  /** A write, because a server without a majority, or with a full disk, still reads. */
  async function touch(): Promise<void> {
    const { maxTimeMS } = quick;
    try {
      await collections.checks().updateOne({ _id: 'ready' }, { $inc: { checks: 1 } }, { upsert: true, maxTimeMS });
    } catch (error) {
      // Another process made the document at the same moment.
      if (!isDuplicateKey(error)) throw error;
    }
  }

  return {
    name: 'mongodb',
    server,
    notices,
    readChallenge: challenges.read,
    insertChallenge: challenges.insert,
    readAccount: accounts.read,
    writeAccount: accounts.write,
    readSettings: settings.read,
    writeSettings: settings.write,
    appendEvents: events.append,
    listEvents: events.list,
    async listOutboxes(limit) {
      const pending = (await accounts.listOutboxes(limit)).map((key) => ({ kind: 'account', key }) as const);
      const room = limit - pending.length;
      // To the driver, a limit of 0 is none.
      const rest = room > 0 ? await settings.listOutboxes(room) : [];
      return [...pending, ...rest.map((key) => ({ kind: 'settings', key }) as const)];
    },
    async *walkAccounts() {
      let after: string | undefined;
      do {
        const page = await accounts.readPage(after, WALK_PAGE);
        yield* page.documents;
        after = page.next;
      } while (after !== undefined);
    },
    async eraseSubject(tenant, subject) {
      await challenges.erase(tenant, subject);
      await events.blank(tenant, subject);
      await deleteBatches(collections.accounts, { tenant, subject }, operations);
    },
    async sweep(now, eventsBefore) {
      await challenges.sweep(now);
      await events.sweep(eventsBefore);
    },
    clock: () =>
      urgent.run(async () => {
        const { localTime } = await connection.database().admin().command({ hello: 1 });
        if (!(localTime instanceof Date))
          throw new StoreError('unavailable', 'The server does not tell its time: use MongoDB');
        return localTime.getTime();
      }),
    ready: () => quick.run(touch),
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  };
}

/** On a connection of its own, because what it does may take longer than anything later. */
async function start(uri: string, name: string): Promise<Pick<MongoStore, 'server' | 'notices'>> {
  const client = { ...clientOptions(uri, START_TIMEOUT_MS), serverSelectionTimeoutMS: START_SELECTION_MS };
  await using connection = await connect({ uri, database: name, client });
  try {
    const server = await readIdentity(connection.database());
    const notices = await prepareDatabase(connection.database());
    await raceOn(connection, server);
    return { server, notices };
  } catch (error) {
    throw toStoreError(error);
  }
}

async function raceOn({ database, incidents }: Connection, server: ServerIdentity): Promise<void> {
  const scratch = () => database().collection<StoredVersion>('self_test');
  const key = { tenant: randomUUID(), factorType: 'none' };
  const operations = createOperations({ timeoutMs: START_TIMEOUT_MS, incidents });
  const documents = createVersionedDocuments<ScratchDocument, ScratchKey>(
    scratch,
    ['tenant', 'factorType'],
    operations,
  );
  try {
    await raceItself(documents, key, server);
  } finally {
    await deleteBatches(scratch, { tenant: key.tenant }, operations);
  }
}
