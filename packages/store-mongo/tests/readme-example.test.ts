import { sampleAccount } from '@authfactor/conformance/store';
import { createMongoStore } from '@authfactor/store-mongo';
import { expect, it } from 'vitest';
import { describeMongo } from './describe-mongo.ts';

describeMongo('the example', (mongo) => {
  it('lets one of two processes write a version', async () => {
    const { uri } = mongo();
    const database = `example_${Date.now()}`;
    await using store = await createMongoStore({ uri, database });
    await using other = await createMongoStore({ uri, database });
    const account = sampleAccount({ version: 1 });
    expect(await store.writeAccount(account, undefined)).toBe(true);
    const next = { ...account, version: 2 };
    const won = await Promise.all([store.writeAccount(next, 1), other.writeAccount(next, 1)]);
    expect(won.filter((isWinner) => isWinner)).toHaveLength(1);
  });
});
