import { sampleAccount } from '@authfactor/conformance/store';
import type { Store } from '@authfactor/engine';
import { startTcpProxy, type TcpProxy } from '@authfactor/store-mongo/test-server';
import { expect, it } from 'vitest';
import { describeMongo } from './describe-mongo.ts';
import { contradictions, readMarks, writeMarks } from './marked-writes.ts';
import { createTestDatabase, PRODUCTION_MS } from './test-database.ts';
import { untilReady } from './until-ready.ts';

describeMongo('a network that breaks', (mongo) => {
  async function proxied(run: (proxy: TcpProxy, open: () => Promise<Store>) => Promise<void>, uri = mongo().uri) {
    const { process } = mongo();
    if (process === undefined) throw new Error('Only a server of our own can be reached through the proxy');
    await using proxy = await startTcpProxy(uri, process.port);
    await using database = createTestDatabase({ uri });
    await run(proxy, () => database.open({ uri: proxy.uri, timeoutMs: PRODUCTION_MS }));
    proxy.heal();
  }

  it.for(['with retryable writes', 'without them'] as const)(
    'cut in the middle of writes, %s: every write is as it was told',
    async (kind, context) => {
      context.skip(mongo().process === undefined, 'the server is not ours');
      const uri = kind === 'without them' ? `${mongo().uri}&retryWrites=false` : mongo().uri;
      await proxied(async (proxy, open) => {
        const store = await open();
        let over = false;
        const writing = Promise.all(['a', 'b', 'c', 'd'].map((writer) => writeMarks(store, writer, () => over)));
        for (let cuts = 0; cuts < 15; cuts += 1) {
          await new Promise((resolve) => setTimeout(resolve, 20 + ((cuts * 37) % 110)));
          proxy.cut();
        }
        await untilReady(store);
        over = true;
        const writes = await writing;
        const marks = await readMarks(store);
        expect(marks.length).toBeGreaterThan(0);
        expect(contradictions(writes, marks)).toEqual([]);
      }, uri);
    },
  );

  it('black-holed: refuses as unavailable, is not ready, and recovers by itself', async (context) => {
    context.skip(mongo().process === undefined, 'the server is not ours');
    await proxied(async (proxy, open) => {
      const store = await open();
      await store.writeAccount(sampleAccount({ version: 1 }), undefined);
      proxy.blackHole();
      const results = await Promise.allSettled([
        store.ready(),
        store.readAccount(sampleAccount()),
        store.writeAccount(sampleAccount({ subject: 'bob' }), undefined),
        store.appendEvents([]),
        store.clock(),
      ]);
      expect(results.map((result) => (result.status === 'rejected' ? result.reason.code : 'done'))).toEqual([
        'unavailable',
        'unavailable',
        'unavailable',
        'done',
        'unavailable',
      ]);
      proxy.heal();
      await untilReady(store);
      expect(await store.readAccount(sampleAccount())).toMatchObject({ version: 1 });
      expect(await store.writeAccount(sampleAccount({ version: 2 }), 1)).toBe(true);
    });
  });

  it('refused: is not ready, and recovers by itself', async (context) => {
    context.skip(mongo().process === undefined, 'the server is not ours');
    await proxied(async (proxy, open) => {
      const store = await open();
      proxy.refuse();
      await expect(store.ready()).rejects.toMatchObject({ code: 'unavailable' });
      await expect(store.readAccount(sampleAccount())).rejects.toMatchObject({ code: 'unavailable' });
      proxy.heal();
      await untilReady(store);
      expect(await store.readAccount(sampleAccount())).toBeUndefined();
    });
  });

  it('to a server that is no member of its replica set for a while: recovers by itself', async (context) => {
    context.skip(mongo().process === undefined, 'the server is not ours');
    await proxied(async (proxy, open) => {
      const store = await open();
      const isReady = () =>
        store.ready().then(
          () => true,
          () => false,
        );
      proxy.leaveReplicaSet();
      while (await isReady()) await new Promise((resolve) => setTimeout(resolve, 50));
      proxy.heal();
      await untilReady(store);
      expect(await store.writeAccount(sampleAccount(), undefined)).toBe(true);
    });
  });

  it('slow: everything works', async (context) => {
    context.skip(mongo().process === undefined, 'the server is not ours');
    await proxied(async (proxy, open) => {
      const store = await open();
      proxy.delay(40);
      expect(await store.writeAccount(sampleAccount({ version: 1 }), undefined)).toBe(true);
      expect(await store.readAccount(sampleAccount())).toMatchObject({ version: 1 });
    });
  });
});
