import { setTimeout as wait } from 'node:timers/promises';
import { type Db, MongoClient, type MongoClientOptions } from 'mongodb';
import { toStoreError } from './mongo-fault.ts';

/** A connected client of one database, replaced by a new one where it cannot recover. */
export interface Connection extends AsyncDisposable {
  /** Ask at each operation. */
  database(): Db;
  /** How often something happened that makes the driver repeat operations. */
  incidents(): number;
}

interface ConnectionOptions {
  readonly uri: string;
  readonly database: string;
  readonly client: MongoClientOptions;
  readonly onCommand?: (name: string) => void;
}

const AGAIN_MS = 2_000;

const CLOSE_MS = 2_000;

/** @throws StoreError `unavailable` if no primary is reached now */
export async function connect({ uri, database, client: options, onCommand }: ConnectionOptions): Promise<Connection> {
  let incidents = 0;
  let renewing: Promise<void> | undefined;
  let closed = false;

  const count = (): void => {
    incidents += 1;
  };

  function watch(opened: MongoClient): void {
    opened.on('connectionClosed', ({ reason }) => {
      if (reason === 'error') count();
    });
    opened.on('connectionPoolCleared', count);
    opened.on('serverDescriptionChanged', count);
    if (onCommand !== undefined) opened.on('commandStarted', ({ commandName }) => onCommand(commandName));
    opened.on('topologyDescriptionChanged', ({ newDescription }) => {
      // A server that says it is no member of its replica set any more, if only while it restarts, is never asked again
      // (Server Discovery and Monitoring, "TopologyType table"); after the last one, the client is of no more use.
      if (newDescription.servers.size === 0 && opened === client && !closed) renewing ??= renew();
    });
  }

  /** Waits for the first connection, because a client whose first one fails never recovers. */
  async function open(): Promise<MongoClient> {
    const opened = new MongoClient(uri, { ...options, monitorCommands: onCommand !== undefined });
    try {
      await opened.connect();
    } catch (error) {
      await opened.close();
      throw toStoreError(error);
    }
    watch(opened);
    return opened;
  }

  async function renew(): Promise<void> {
    const useless = client;
    while (!closed && client === useless) {
      try {
        client = await open();
        count();
      } catch {
        await wait(AGAIN_MS);
      }
    }
    renewing = undefined;
    await useless.close();
  }

  let client = await open();
  return {
    database: () => client.db(database),
    incidents: () => incidents,
    async [Symbol.asyncDispose]() {
      closed = true;
      const closing = Promise.all([renewing, client.close()]);
      // A server that has stalled would hold up the process's end. What is left ends by its own time limits.
      const timer = Promise.withResolvers<void>();
      const handle = setTimeout(timer.resolve, CLOSE_MS);
      await Promise.race([closing, timer.promise]).finally(() => clearTimeout(handle));
    },
  };
}
