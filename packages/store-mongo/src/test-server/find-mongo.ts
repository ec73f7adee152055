import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { readIdentity, type ServerIdentity } from '../server-identity.ts';
import type { TestServerConfig } from './config.ts';
import { findMongod } from './find-mongod.ts';
import { findSecantusDb } from './secantus-db.ts';
import { type ServerCommand, type ServerProcess, startServerProcess } from './server-process.ts';

export interface TestMongo extends AsyncDisposable {
  readonly uri: string;
  /** For tests of thousands of writes: without retryable ones where these slow the server down more and more. */
  readonly uriForMany: string;
  /** Absent: it is not ours to stop. */
  readonly process?: ServerProcess;
}

export interface MongoSource {
  /** Where it comes from: `MONGODB_URI`, `mongod` or `SecantusDB`. */
  readonly from: string;
  start(): Promise<TestMongo>;
}

const SELECTION_MS = 1_000;

async function withClient<T>(uri: string, ask: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: SELECTION_MS });
  try {
    return await ask(client);
  } finally {
    await client.close();
  }
}

/** The first server that can be had: one that is named, MongoDB's own, the one that `get-mongo` has set up. */
export function findMongo(config: TestServerConfig): MongoSource | undefined {
  const { uri } = config;
  if (uri !== undefined) {
    return {
      from: 'MONGODB_URI',
      start: async () => ({ uri, uriForMany: uri, [Symbol.asyncDispose]: async () => undefined }),
    };
  }
  const mongod = findMongod(config);
  if (mongod !== undefined) return ownServer('mongod', 'authfactor', mongodCommand(mongod));
  const python = findSecantusDb(config.cacheFolder);
  if (python !== undefined) return ownServer('SecantusDB', 'secantus', secantusCommand(python));
  return undefined;
}

export const identify = (uri: string): Promise<ServerIdentity> =>
  withClient(uri, (client) => readIdentity(client.db('admin')));

function ownServer(from: string, replicaSet: string, command: ServerCommand): MongoSource {
  return {
    from,
    async start() {
      const process = await startServerProcess(command);
      const uri = `mongodb://127.0.0.1:${process.port}/?replicaSet=${replicaSet}`;
      return {
        uri,
        uriForMany: from === 'SecantusDB' ? `${uri}&retryWrites=false` : uri,
        process,
        [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
      };
    },
  };
}

function secantusCommand(python: string): ServerCommand {
  return {
    program: python,
    args: (port, folder) => [
      ...['-m', 'secantus', '--host', '127.0.0.1', '--port', String(port)],
      ...['--storage-path', dataIn(folder), '--cache-size', '256M', '--sync-on-commit'],
    ],
    check: (port) =>
      withClient(`mongodb://127.0.0.1:${port}/?replicaSet=secantus`, async (client) => {
        await client.db('admin').command({ ping: 1 });
      }),
  };
}

function mongodCommand(mongod: string): ServerCommand {
  return {
    program: mongod,
    args: (port, folder) => [
      ...['--bind_ip', '127.0.0.1', '--port', String(port), '--dbpath', dataIn(folder), '--replSet', 'authfactor'],
      ...['--wiredTigerCacheSizeGB', '0.25'],
    ],
    check: (port) =>
      withClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, async (client) => {
        const admin = client.db('admin');
        const { isWritablePrimary, setName } = await admin.command({ hello: 1 });
        if (isWritablePrimary === true) return;
        if (setName === undefined) {
          const members = [{ _id: 0, host: `127.0.0.1:${port}` }];
          await admin.command({ replSetInitiate: { _id: 'authfactor', members } });
        }
        throw new Error('The server is not primary yet');
      }),
  };
}

function dataIn(folder: string): string {
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  return data;
}
