import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type RawDocument, storeSuite } from '@authfactor/conformance/store';
import { createSqliteStore } from '../src/index.ts';

function overwrite(folder: string, raw: RawDocument): void {
  using database = new DatabaseSync(join(folder, 'authfactor.db'));
  const text = JSON.stringify(raw.document);
  const { changes } =
    raw.kind === 'challenge'
      ? database.prepare('UPDATE challenges SET document = ? WHERE id = ?').run(text, raw.id)
      : raw.kind === 'account'
        ? database
            .prepare('UPDATE accounts SET document = ? WHERE (tenant, factor_type, subject) = (?, ?, ?)')
            .run(text, raw.key.tenant, raw.key.factorType, raw.key.subject)
        : database
            .prepare('UPDATE settings SET document = ? WHERE (tenant, factor_type) = (?, ?)')
            .run(text, raw.key.tenant, raw.key.factorType);
  if (changes !== 1) throw new Error('There is no such document to overwrite');
}

storeSuite({
  name: 'sqlite',
  async create() {
    const folder = await mkdtemp(join(tmpdir(), 'store-sqlite-'));
    let store = createSqliteStore({ folder });
    return {
      store,
      async reopen() {
        await store[Symbol.asyncDispose]();
        store = createSqliteStore({ folder });
        return store;
      },
      overwrite: async (raw) => overwrite(folder, raw),
      async [Symbol.asyncDispose]() {
        await store[Symbol.asyncDispose]();
        await rm(folder, { recursive: true });
      },
    };
  },
  skips: {
    another: 'a data folder belongs to one process',
    openInProcess: 'a data folder belongs to one process',
  },
});
