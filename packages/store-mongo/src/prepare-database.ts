import type { CreateCollectionOptions, Db } from 'mongodb';
import { type CollectionSetup, collectionSetups } from './collections.ts';
import { isAlreadyThere, isBusy, isRefusedCommand, toStoreError } from './mongo-fault.ts';

const TRIES = 5;
const WAIT_MS = 50;

/**
 * Makes the collections, their indexes and their validators where they are absent. Any number of processes may do it at
 * once, and again at every start. Gives, for the log, what the server or the user's role did not allow and the store can
 * do without.
 *
 * @throws StoreError `unavailable`
 */
export async function prepareDatabase(database: Db): Promise<readonly string[]> {
  const validated = await Promise.all(collectionSetups.map((setup) => prepareCollection(database, setup)));
  return validated.every((done) => done)
    ? []
    : ['The database has no validators: grant the user dbAdmin on it once, or do without them'];
}

/** Gives whether the collection has its validator. */
async function prepareCollection(database: Db, setup: CollectionSetup): Promise<boolean> {
  await untilNotBusy(async () => {
    await createCollection(database, setup.name);
    if (setup.indexes.length > 0) await database.collection(setup.name).createIndexes([...setup.indexes]);
  });
  return untilNotBusy(() => setValidator(database, setup));
}

async function createCollection(database: Db, name: string): Promise<void> {
  try {
    await database.createCollection(name);
  } catch (error) {
    if (!isAlreadyThere(error)) throw error;
  }
}

/** Set afterwards, because some compatible servers do not take one at creation. */
async function setValidator(database: Db, { name, types }: CollectionSetup): Promise<boolean> {
  const names = Object.keys(types);
  if (names.length === 0) return true;
  const properties = Object.fromEntries(Object.entries(types).map(([field, bsonType]) => [field, { bsonType }]));
  const validator = { $jsonSchema: { bsonType: 'object', required: names, properties } };
  const [present] = await database.listCollections({ name }).toArray();
  const options: CreateCollectionOptions = present !== undefined && 'options' in present ? (present.options ?? {}) : {};
  if (JSON.stringify(options.validator) === JSON.stringify(validator)) return true;
  try {
    await database.command({ collMod: name, validator, validationLevel: 'strict', validationAction: 'error' });
    return true;
  } catch (error) {
    if (isRefusedCommand(error)) return false;
    throw error;
  }
}

/** Another process that prepares the same collection can be in the way for a moment. */
async function untilNotBusy<T>(step: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await step();
    } catch (error) {
      if (tried === TRIES || !isBusy(error)) throw toStoreError(error);
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS * tried));
    }
  }
}
