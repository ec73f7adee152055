import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sampleAccount, sampleChallenge, sampleLoggedEvent, sampleSettings } from '@authfactor/conformance/store';
import { StoreError } from '@authfactor/engine';
import { expect, it } from 'vitest';
import { createSqliteStore } from '../src/index.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

const openFile = (folder: string): DatabaseSync => new DatabaseSync(join(folder, 'authfactor.db'));

async function faultOf(call: () => unknown): Promise<StoreError> {
  try {
    await call();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error('The call did not fail');
}

it('a document that is not JSON is damaged, and the error quotes nothing of it', async () => {
  using folder = createTemporaryFolder();
  await using store = createSqliteStore({ folder: folder.path });
  await store.writeAccount(sampleAccount(), undefined);
  await store.writeSettings(sampleSettings(), undefined);
  await store.insertChallenge(sampleChallenge());
  await store.appendEvents([sampleLoggedEvent()]);
  using database = openFile(folder.path);
  for (const text of [
    'secret-record',
    '{"schema":1,"secret-record',
    '"secret-record"',
    '["secret-record"]',
    '1',
    'null',
    '',
  ]) {
    for (const table of ['accounts', 'settings', 'challenges', 'events']) {
      database.prepare(`UPDATE ${table} SET document = ?`).run(text);
    }
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

it('a row that was copied to another key is damaged, never that of the other', async () => {
  using folder = createTemporaryFolder();
  await using store = createSqliteStore({ folder: folder.path });
  for (const subject of ['alice', 'bob']) await store.writeAccount(sampleAccount({ subject, version: 1 }), undefined);
  await store.insertChallenge(sampleChallenge({ id: 'one' }));
  await store.insertChallenge(sampleChallenge({ id: 'two' }));
  using database = openFile(folder.path);
  const copyTo = (table: string, key: string, from: string, to: string): void =>
    database.exec(`UPDATE ${table} SET document = (SELECT document FROM ${table} WHERE ${key} = '${from}')
      WHERE ${key} = '${to}'`);
  copyTo('accounts', 'subject', 'alice', 'bob');
  copyTo('challenges', 'id', 'one', 'two');
  expect(await store.readAccount(sampleAccount())).toBeDefined();
  expect((await faultOf(() => store.readAccount(sampleAccount({ subject: 'bob' })))).code).toBe('damaged');
  expect((await faultOf(() => store.readChallenge('two'))).code).toBe('damaged');
});

it('an account whose version was edited is damaged', async () => {
  using folder = createTemporaryFolder();
  await using store = createSqliteStore({ folder: folder.path });
  await store.writeAccount(sampleAccount({ version: 1 }), undefined);
  using database = openFile(folder.path);
  database.exec('UPDATE accounts SET version = 9');
  expect((await faultOf(() => store.readAccount(sampleAccount()))).code).toBe('damaged');
});

it('a subject whose documents are damaged can still be erased', async () => {
  using folder = createTemporaryFolder();
  await using store = createSqliteStore({ folder: folder.path });
  await store.writeAccount(sampleAccount(), undefined);
  await store.insertChallenge(sampleChallenge());
  using database = openFile(folder.path);
  database.exec(`UPDATE accounts SET document = ''; UPDATE challenges SET document = ''`);
  await store.eraseSubject('tenant', 'alice');
  expect(await store.readAccount(sampleAccount())).toBeUndefined();
  expect(await store.readChallenge('challenge')).toBeUndefined();
});

it('a file that is not a database is damaged', async () => {
  using folder = createTemporaryFolder();
  writeFileSync(join(folder.path, 'authfactor.db'), 'not a database '.repeat(500));
  const fault = await faultOf(() => createSqliteStore({ folder: folder.path }));
  expect(fault).toMatchObject({ code: 'damaged', message: expect.stringContaining('restore a backup') });
});

it('a file that was cut is damaged', async () => {
  using folder = createTemporaryFolder();
  const store = createSqliteStore({ folder: folder.path });
  for (let index = 0; index < 50; index += 1) {
    await store.writeAccount(sampleAccount({ subject: `subject-${index}` }), undefined);
  }
  await store[Symbol.asyncDispose]();
  truncateSync(join(folder.path, 'authfactor.db'), 32 * 1024);
  const fault = await faultOf(async () => {
    await using cut = createSqliteStore({ folder: folder.path });
    for await (const account of cut.walkAccounts()) expect(account.schema).toBe(1);
  });
  expect(fault.code).toBe('damaged');
});
