import { sampleAccount, sampleChallenge, sampleLoggedEvent, sampleSettings } from '@authfactor/conformance/store';
import { StoreError } from '@authfactor/engine';
import { expect, it } from 'vitest';
import { describeMongo } from './describe-mongo.ts';
import { createTestDatabase } from './test-database.ts';

async function faultOf(call: () => Promise<unknown>): Promise<StoreError> {
  try {
    await call();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error('The call did not fail');
}

const collections = ['accounts', 'settings', 'challenges', 'events'];

describeMongo('documents that were changed behind the store’s back', (mongo) => {
  it('are damaged where they are not JSON, and the error quotes nothing of them', async () => {
    await using database = createTestDatabase(mongo());
    const store = await database.open();
    await store.writeAccount(sampleAccount(), undefined);
    await store.writeSettings(sampleSettings(), undefined);
    await store.insertChallenge(sampleChallenge());
    await store.appendEvents([sampleLoggedEvent()]);
    for (const text of ['secret', '{"schema":1,"secret', '"secret"', '["secret"]', '1', 'null', '']) {
      for (const name of collections) await database.raw.collection(name).updateMany({}, { $set: { document: text } });
      for (const call of [
        () => store.readAccount(sampleAccount()),
        () => store.walkAccounts()[Symbol.asyncIterator]().next(),
        () => store.readSettings(sampleSettings()),
        () => store.readChallenge('challenge'),
        () => store.insertChallenge(sampleChallenge()),
        () => store.listEvents({ tenant: 'tenant', types: [], limit: 1 }),
      ]) {
        const fault = await faultOf(call);
        expect(fault.code).toBe('damaged');
        expect(`${fault.stack} ${String(fault.cause)}`).not.toContain('secret');
      }
    }
  });

  it('are damaged under another key, never that key’s', async () => {
    await using database = createTestDatabase(mongo());
    const store = await database.open();
    await store.writeAccount(sampleAccount({ subject: 'alice' }), undefined);
    await store.writeAccount(sampleAccount({ subject: 'bob' }), undefined);
    for (const id of ['one', 'two']) await store.insertChallenge(sampleChallenge({ id }));
    const accounts = database.raw.collection('accounts');
    const alice = await accounts.findOne({ subject: 'alice' });
    await accounts.updateOne({ subject: 'bob' }, { $set: { document: alice?.document } });
    expect(await store.readAccount(sampleAccount())).toBeDefined();
    expect((await faultOf(() => store.readAccount(sampleAccount({ subject: 'bob' })))).code).toBe('damaged');

    // The whole of it, with the fields beside the text.
    const { _id: _, ...rest } = alice ?? {};
    await accounts.replaceOne({ subject: 'bob' }, rest);
    expect((await faultOf(() => store.readAccount(sampleAccount({ subject: 'bob' })))).code).toBe('damaged');

    const challenges = database.raw.collection<{ _id: string; document: string }>('challenges');
    const one = await challenges.findOne({ _id: 'one' });
    await challenges.updateOne({ _id: 'two' }, { $set: { document: one?.document ?? '' } });
    expect((await faultOf(() => store.readChallenge('two'))).code).toBe('damaged');
  });

  it('are damaged with another version', async () => {
    await using database = createTestDatabase(mongo());
    const store = await database.open();
    await store.writeAccount(sampleAccount({ version: 1 }), undefined);
    await database.raw.collection('accounts').updateOne({}, { $set: { version: 9 } });
    expect((await faultOf(() => store.readAccount(sampleAccount()))).code).toBe('damaged');
  });

  it('do not keep a subject from being erased', async () => {
    await using database = createTestDatabase(mongo());
    const store = await database.open();
    await store.writeAccount(sampleAccount(), undefined);
    await store.insertChallenge(sampleChallenge());
    await store.appendEvents([sampleLoggedEvent(), sampleLoggedEvent({ id: 'sound' })]);
    for (const name of ['accounts', 'challenges']) {
      await database.raw.collection(name).updateMany({}, { $set: { document: '' } });
    }
    await database.raw.collection<{ _id: string }>('events').updateOne({ _id: 'event' }, { $set: { document: '' } });
    await store.eraseSubject('tenant', 'alice');
    expect(await store.readAccount(sampleAccount())).toBeUndefined();
    expect(await store.readChallenge('challenge')).toBeUndefined();
    expect(await database.raw.collection('events').countDocuments({ subject: 'alice' })).toBe(0);
    const events = await store.listEvents({ tenant: 'tenant', types: [], limit: 9 });
    expect(events.map(({ id, subject }) => [id, subject])).toEqual([['sound', '']]);
  });
});
