export { envToConfig, type TestServerConfig } from './config.ts';
export { findMongo, identify, type MongoSource, type TestMongo } from './find-mongo.ts';
export { createFreshDatabase, type FreshDatabase } from './fresh-database.ts';
export { SECANTUS_DB_VERSION, setUpSecantusDb } from './secantus-db.ts';
export type { ServerProcess } from './server-process.ts';
export { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';
