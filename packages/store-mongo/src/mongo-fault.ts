import { StoreError } from '@authfactor/engine';
import { MongoError, MongoNetworkError, MongoServerError } from 'mongodb';

/** https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml */
const codes = {
  unauthorized: 13,
  authenticationFailed: 18,
  namespaceExists: 48,
  maxTimeExpired: 50,
  commandNotFound: 59,
  writeConcernTimeout: 64,
  lockTimeout: 24,
  indexOptionsConflict: 85,
  indexKeySpecsConflict: 86,
  writeConflict: 112,
  commandNotSupported: 115,
  conflictingOperation: 117,
  validationFailed: 121,
  notImplemented: 238,
  duplicateKey: 11000,
  documentTooLarge: [10334, 17419, 17420],
  // The primary steps down, shuts down or is cut off: the state changes of the driver specifications' retryable writes.
  stateChange: [6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436],
} as const;

const codeOf = (error: unknown): unknown => (error instanceof MongoServerError ? error.code : undefined);

export const isDuplicateKey = (error: unknown): boolean => codeOf(error) === codes.duplicateKey;

export const isAlreadyThere = (error: unknown): boolean => codeOf(error) === codes.namespaceExists;

/** The server lacks the command or the option, or the user may not use it. */
export function isRefusedCommand(error: unknown): boolean {
  const refused: readonly unknown[] = [
    codes.unauthorized,
    codes.commandNotFound,
    codes.commandNotSupported,
    codes.notImplemented,
  ];
  return refused.includes(codeOf(error));
}

/** Another operation on the same collection was in the way. */
export function isBusy(error: unknown): boolean {
  const busy: readonly unknown[] = [codes.lockTimeout, codes.writeConflict, codes.conflictingOperation];
  return busy.includes(codeOf(error));
}

/** What was asked may have happened or not, and asking again may help. */
export function isRetriable(error: unknown): boolean {
  if (error instanceof MongoNetworkError) return true;
  if (!(error instanceof MongoError)) return false;
  const code = codeOf(error);
  return (
    error.hasErrorLabel('RetryableWriteError') ||
    code === codes.writeConcernTimeout ||
    codes.stateChange.some((known) => known === code)
  );
}

/**
 * The cause as far as it may be logged: a server's own messages quote keys and documents, so only its code and name are
 * kept.
 */
function causeOf(error: unknown): Error {
  if (error instanceof MongoServerError) {
    return new Error(`${error.name} ${error.codeName ?? ''} (code ${error.code ?? 'unknown'})`);
  }
  return error instanceof Error ? new Error(`${error.name}: ${error.message}`) : new Error('Not an error');
}

function faultOf(error: unknown): readonly [StoreError['code'], string] {
  const name = error instanceof Error ? error.name : '';
  const code = codeOf(error);
  if (codes.documentTooLarge.some((known) => known === code)) {
    return ['too-large', 'The document is too large for the database and was not written'];
  }
  if (name.startsWith('BSON')) return ['damaged', 'The database gave something that is not BSON: check the server'];
  switch (code) {
    case codes.unauthorized:
      return ['unavailable', 'The database user may not do this: grant it readWrite on the database'];
    case codes.authenticationFailed:
      return ['unavailable', 'The database refused the user name or password: check the URI'];
    case codes.maxTimeExpired:
      return ['unavailable', 'The database took too long: check its load and its indexes'];
    case codes.writeConcernTimeout:
      return ['unavailable', 'No majority of the replica set confirmed the write: check its members'];
    case codes.validationFailed:
      return [
        'unavailable',
        'The database’s validators refused a document: a newer version has set them, run that one',
      ];
    case codes.indexOptionsConflict:
    case codes.indexKeySpecsConflict:
      return ['unavailable', 'The database has another index of the same name: drop it and start again'];
  }
  switch (name) {
    case 'MongoServerSelectionError':
      return ['unavailable', 'No primary of the database can be reached: check that it runs and the network'];
    case 'MongoWaitQueueTimeoutError':
      return ['unavailable', 'All connections to the database are busy: check its load'];
    case 'MongoNotConnectedError':
    case 'MongoTopologyClosedError':
    case 'MongoClientClosedError':
      return ['unavailable', 'The store is closed: open it again'];
  }
  if (error instanceof MongoNetworkError) return ['unavailable', 'The connection to the database broke'];
  return ['unavailable', 'The database failed: see the cause'];
}

/** What a fault of the driver or the server means to a caller of the store. */
export function toStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const [code, message] = faultOf(error);
  return new StoreError(code, message, { cause: causeOf(error) });
}
