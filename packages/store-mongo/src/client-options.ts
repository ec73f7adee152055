import type { MongoClientOptions } from 'mongodb';
import { partsOfMongoUri } from './check-mongo-uri.ts';

/** How often each server is asked whether it is there: how soon one that is gone, or is back, is noticed. */
const HEARTBEAT_MS = 2_000;

const SELECTION_MS = 2_000;

/** The engine asks four short things for an answer, and never more than one at a time for an account. */
const POOL_SIZE = 20;

/** How many connections there are at most: the URI's word, or ours. */
export function poolSizeOf(uri: string): number {
  const [, chosen] =
    [...(partsOfMongoUri(uri)?.options ?? [])].find(([name]) => name.toLowerCase() === 'maxpoolsize') ?? [];
  return chosen === undefined ? POOL_SIZE : Number(chosen);
}

/**
 * What every connection has, whatever the URI says: a write that returned is in the journals of a majority, a read sees
 * it, and nothing waits for ever. `timeoutMS`, the driver's own overall limit, has no effect in 7.9.
 */
export function clientOptions(uri: string, timeoutMs: number): MongoClientOptions {
  const chosen = [...(partsOfMongoUri(uri)?.options.keys() ?? [])].map((name) => name.toLowerCase());
  return {
    w: 'majority',
    journal: true,
    wtimeoutMS: timeoutMs,
    readConcernLevel: 'majority',
    readPreference: 'primary',
    serverSelectionTimeoutMS: Math.max(SELECTION_MS, Math.floor(timeoutMs / 3)),
    waitQueueTimeoutMS: timeoutMs,
    socketTimeoutMS: timeoutMs,
    connectTimeoutMS: HEARTBEAT_MS,
    heartbeatFrequencyMS: HEARTBEAT_MS,
    maxIdleTimeMS: 60_000,
    maxPoolSize: poolSizeOf(uri),
    ...(chosen.includes('appname') ? {} : { appName: 'authfactor' }),
  };
}
