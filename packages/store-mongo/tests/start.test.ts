import { sampleAccount, sampleChallenge, sampleLoggedEvent, sampleSettings } from '@authfactor/conformance/store';
import { createMongoStore } from '@authfactor/store-mongo';
import { expect, it } from 'vitest';
import { describeMongo } from './describe-mongo.ts';
import { createTestDatabase } from './test-database.ts';

// Begun first, because it waits for a while.
const lonely = createMongoStore({ uri: 'mongodb://127.0.0.1:1' }).then(
  () => expect.fail('There is no server'),
  (error: { readonly code: string; readonly message: string }) => error,
);

it('a URI that weakens the promises is refused before anything is connected', async () => {
  const opening = createMongoStore({ uri: 'mongodb://user:hidden@127.0.0.1:1/?w=1' });
  await expect(opening).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('of w is refused'),
  });
  await expect(createMongoStore({ uri: 'mongodb://127.0.0.1:1', database: 'admin' })).rejects.toThrow('is the server');
});

describeMongo('the start of the store', (mongo) => {
  it('prepares the database, from many processes at once and again', async () => {
    await using database = createTestDatabase(mongo());
    const stores = await Promise.all(Array.from({ length: 8 }, () => database.open()));
    stores.push(await database.open());
    expect(stores.map(({ notices }) => notices)).toEqual(stores.map(() => []));
    const [first, second] = stores;
    expect(await first?.writeAccount(sampleAccount({ version: 1 }), undefined)).toBe(true);
    expect(await second?.writeAccount(sampleAccount({ version: 1 }), undefined)).toBe(false);

    const names = async (collection: string): Promise<readonly string[]> =>
      (await database.raw.collection(collection).indexes()).map(({ name }) => name ?? '').toSorted();
    expect(await names('accounts')).toEqual(['_id_', 'by_subject', 'with_outbox']);
    expect(await names('settings')).toEqual(['_id_', 'with_outbox']);
    expect(await names('challenges')).toEqual(['_id_', 'by_end', 'by_subject']);
    expect(await names('events')).toEqual(['_id_', 'by_time', 'in_order', 'of_subject']);
    expect(await database.raw.collection('self_test').countDocuments()).toBe(0);
  });

  it('leaves validators that let the store’s documents pass and others not', async () => {
    await using database = createTestDatabase(mongo());
    const store = await database.open();
    await store.writeAccount(sampleAccount(), undefined);
    await store.writeSettings(sampleSettings(), undefined);
    await store.insertChallenge(sampleChallenge());
    await store.appendEvents([sampleLoggedEvent()]);
    for (const name of ['accounts', 'settings', 'challenges', 'events']) {
      const collection = database.raw.collection(name);
      await expect(collection.insertOne({ tenant: 1 }), name).rejects.toThrow();
      await expect(collection.updateMany({}, { $unset: { document: 1 } }), name).rejects.toThrow();
      await expect(collection.updateMany({}, { $set: { tenant: { $literal: 1 } } }), name).rejects.toThrow();
    }
  });

  it('uses an index for every question but the walk', async () => {
    await using database = createTestDatabase(mongo());
    await database.open();
    const plan = async (collection: string, filter: object, sort = {}): Promise<string> =>
      JSON.stringify(await database.raw.collection(collection).find(filter).sort(sort).explain('queryPlanner'));
    const order = { recordedAt: 1, _id: 1 };
    expect(await plan('accounts', { outbox: true })).toContain('with_outbox');
    expect(await plan('accounts', { tenant: 't', subject: 's' })).toContain('by_subject');
    expect(await plan('challenges', { tenant: 't', subject: 's' })).toContain('by_subject');
    expect(await plan('challenges', { deleteAfter: { $lt: 1 } })).toContain('by_end');
    expect(await plan('events', { tenant: 't', subject: 's' }, order)).toContain('of_subject');
    expect(await plan('events', { tenant: 't', recordedAt: { $gte: 1 } }, order)).toContain('in_order');
    expect(await plan('events', { recordedAt: { $lt: 1 } })).toContain('by_time');
  });

  it('keeps no personal data in an id', async () => {
    await using database = createTestDatabase(mongo());
    const store = await database.open();
    await store.writeAccount(sampleAccount({ tenant: 'acme', subject: 'alice@example.com' }), undefined);
    const [stored] = await database.raw.collection('accounts').find().toArray();
    expect(String(stored?._id)).toMatch(/^[\w-]{43}$/);
  });
});

it('a server that is not there is unavailable', { timeout: 60_000 }, async () => {
  const { code, message } = await lonely;
  expect(code).toBe('unavailable');
  expect(message).toContain('No primary');
});
