import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleAccount } from '@authfactor/conformance/store';
import { createSqliteStore } from '@authfactor/store-sqlite';
import { expect, it } from 'vitest';

it('keeps an account until its version moves on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'authfactor-'));
  const account = sampleAccount({ version: 1 });
  {
    await using store = createSqliteStore({ folder });
    expect(await store.writeAccount(account, undefined)).toBe(true);
    expect(await store.writeAccount({ ...account, version: 2 }, 1)).toBe(true);
    expect(await store.writeAccount({ ...account, version: 3 }, 1)).toBe(false);
  }
  await rm(folder, { recursive: true });
});
