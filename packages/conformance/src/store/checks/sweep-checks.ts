import assert from 'node:assert/strict';
import { sampleAccount, sampleChallenge, sampleLoggedEvent, sampleSettings } from '../sample-documents.ts';
import type { StoreCheck } from '../store-under-test.ts';
import { race } from './race.ts';

const all = { tenant: 'tenant', types: [], limit: 10_000 };

export const sweepChecks: readonly StoreCheck[] = [
  {
    name: 'sweeping takes what is past its time and nothing else',
    async run({ store }) {
      for (const deleteAfter of [999, 1_000, 1_001]) {
        await store.insertChallenge(sampleChallenge({ id: `until-${deleteAfter}`, deleteAfter, expiresAt: 1 }));
      }
      const events = [499, 500, 501].map((recordedAt) =>
        sampleLoggedEvent({ id: `at-${recordedAt}`, recordedAt, occurredAt: 1 }),
      );
      await store.appendEvents(events);
      await store.writeAccount(sampleAccount(), undefined);
      await store.writeSettings(sampleSettings(), undefined);
      await store.sweep(1_000, 500);
      assert.equal(await store.readChallenge('until-999'), undefined);
      assert.ok(await store.readChallenge('until-1000'));
      assert.ok(await store.readChallenge('until-1001'));
      assert.deepEqual(await store.listEvents(all), events.slice(1));
      assert.deepEqual(await store.readAccount(sampleAccount()), sampleAccount());
      assert.deepEqual(await store.readSettings(sampleSettings()), sampleSettings());
    },
  },
  {
    name: 'one sweep takes a large heap',
    async run({ store }) {
      await race(700, (index) => store.insertChallenge(sampleChallenge({ id: `c-${index}`, deleteAfter: index })));
      const events = Array.from({ length: 1_500 }, (_, index) =>
        sampleLoggedEvent({ id: `e-${index}`, recordedAt: index }),
      );
      await store.appendEvents(events);
      await store.sweep(690, 1_490);
      const left = await race(700, (index) => store.readChallenge(`c-${index}`));
      assert.equal(left.filter((challenge) => challenge !== undefined).length, 10);
      assert.equal((await store.listEvents(all)).length, 10);
      await store.sweep(690, 1_490);
      assert.equal((await store.listEvents(all)).length, 10);
    },
  },
];
