import assert from 'node:assert/strict';
import { sampleSettings } from '../sample-documents.ts';
import type { StoreCheck } from '../store-under-test.ts';
import { race } from './race.ts';

const key = { tenant: 'tenant', factorType: 'soft-pin' };

export const settingsChecks: readonly StoreCheck[] = [
  {
    name: 'settings are absent, then read as they were written',
    async run({ store }) {
      assert.equal(await store.readSettings(key), undefined);
      const settings = sampleSettings();
      assert.equal(await store.writeSettings(settings, undefined), true);
      assert.deepEqual(await store.readSettings(key), settings);
      assert.equal(await store.readSettings({ ...key, tenant: 'other' }), undefined);
      assert.equal(await store.readSettings({ ...key, factorType: 'totp' }), undefined);
    },
  },
  {
    name: 'settings are written only over the expected version',
    async run({ store }) {
      assert.equal(await store.writeSettings(sampleSettings({ version: 7 }), 6), false);
      assert.equal(await store.readSettings(key), undefined);
      assert.equal(await store.writeSettings(sampleSettings({ version: 7 }), undefined), true);
      for (const wrong of [undefined, 6, 8]) {
        assert.equal(await store.writeSettings(sampleSettings({ version: 9, revision: 2 }), wrong), false);
        assert.deepEqual(await store.readSettings(key), sampleSettings({ version: 7 }));
      }
      assert.equal(await store.writeSettings(sampleSettings({ version: 9, revision: 2 }), 7), true);
      assert.equal((await store.readSettings(key))?.revision, 2);
    },
  },
  {
    name: 'of 300 writers of settings that expect one version exactly one wins',
    async run({ store }) {
      let version: number | undefined;
      for (let round = 1; round <= 3; round += 1) {
        const expected = version;
        const written = await race(300, (index) =>
          store.writeSettings(sampleSettings({ version: 1_000 * round + index }), expected),
        );
        const winners = written.flatMap((won, index) => (won ? [index] : []));
        assert.equal(winners.length, 1, `one winner for a version, not ${winners.length}`);
        version = 1_000 * round + (winners[0] ?? 0);
        assert.equal((await store.readSettings(key))?.version, version);
      }
    },
  },
];
