export { checkMongoUri } from './check-mongo-uri.ts';
export { createMongoStore, type MongoStore, type MongoStoreOptions } from './create-mongo-store.ts';
export type { ServerIdentity } from './server-identity.ts';
