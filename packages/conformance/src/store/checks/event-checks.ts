import assert from 'node:assert/strict';
import type { EventQuery, EventType, LoggedEvent, Store } from '@authfactor/engine';
import { compareEvents, matchesQuery } from '../event-order.ts';
import { sampleLoggedEvent } from '../sample-documents.ts';
import type { StoreCheck } from '../store-under-test.ts';
import { race } from './race.ts';

const all = { tenant: 'tenant', types: [], limit: 1_000 } as const satisfies EventQuery;

const types: readonly EventType[] = ['challenge.begun', 'challenge.verified', 'subject.locked', 'credential.enrolled'];

/** 120 events of two tenants, in no order, many at one time, ids that sort unlike the order of appending. */
const mixedEvents: readonly LoggedEvent[] = Array.from({ length: 120 }, (_, index) => {
  const scrambled = (index * 77) % 120;
  return sampleLoggedEvent({
    id: `${'zyxwv'[scrambled % 5]}-${scrambled}`,
    tenant: scrambled % 4 === 0 ? 'other' : 'tenant',
    subject: `subject-${scrambled % 3}`,
    factorType: scrambled % 5 === 0 ? 'totp' : 'soft-pin',
    type: types[scrambled % types.length] ?? 'challenge.begun',
    recordedAt: 1_000 + Math.floor(scrambled / 7) * 10,
  });
});

const expected = (query: EventQuery): readonly LoggedEvent[] =>
  mixedEvents
    .filter((event) => matchesQuery(event, query))
    .sort(compareEvents)
    .slice(0, query.limit);

const filters: readonly Omit<EventQuery, 'tenant' | 'limit'>[] = [
  { types: [] },
  { types: ['subject.locked'] },
  { types: ['subject.locked', 'challenge.begun'] },
  { types: ['challenge'] },
  { types: ['no.such.type'] },
  { types: [], subject: 'subject-1' },
  { types: [], subject: 'nobody' },
  { types: [], factorType: 'totp' },
  { types: [], since: 1_050 },
  { types: [], until: 1_050 },
  { types: [], since: 1_050, until: 1_060 },
  { types: [], since: 1_050, until: 1_050 },
  { types: [], after: { recordedAt: 1_050, id: 'x' } },
  { types: [], after: { recordedAt: 1_050, id: '' } },
  { types: [], after: { recordedAt: 1_055, id: 'x' } },
  {
    types: ['challenge.begun', 'challenge.verified'],
    subject: 'subject-2',
    factorType: 'soft-pin',
    since: 1_020,
    until: 1_140,
    after: { recordedAt: 1_030, id: 'w' },
  },
];

async function page(store: Store, limit: number): Promise<readonly LoggedEvent[]> {
  const found: LoggedEvent[] = [];
  for (;;) {
    const last = found.at(-1);
    const after = last === undefined ? {} : { after: { recordedAt: last.recordedAt, id: last.id } };
    const events = await store.listEvents({ ...all, ...after, limit });
    assert.ok(events.length <= limit, 'a page is not longer than its limit');
    found.push(...events);
    if (events.length < limit) return found;
  }
}

export const eventChecks: readonly StoreCheck[] = [
  {
    name: 'an event is listed as it was appended',
    async run({ store }) {
      await store.appendEvents([]);
      assert.deepEqual(await store.listEvents(all), []);
      const { challengeId: _c, session: _s, channel: _h, ...short } = sampleLoggedEvent({ id: 'short' });
      await store.appendEvents([sampleLoggedEvent({ reason: 'why' }), short]);
      assert.deepEqual(await store.listEvents(all), [sampleLoggedEvent({ reason: 'why' }), short]);
    },
  },
  {
    name: 'appending an id again leaves the first event as it is',
    async run({ store }) {
      const first = sampleLoggedEvent({ actor: 'first' });
      const again = sampleLoggedEvent({ actor: 'second', recordedAt: first.recordedAt + 5 });
      const fresh = sampleLoggedEvent({ id: 'fresh', recordedAt: first.recordedAt + 9 });
      await store.appendEvents([first, again]);
      await store.appendEvents([again, fresh, again]);
      assert.deepEqual(await store.listEvents(all), [first, fresh]);
    },
  },
  {
    name: 'of 100 appends of one id one event stands in the log',
    async run({ store }) {
      await race(100, (index) => store.appendEvents([sampleLoggedEvent({ actor: `actor-${index}` })]));
      assert.equal((await store.listEvents(all)).length, 1);
    },
  },
  {
    name: 'events are filtered by everything the query gives',
    async run({ store }) {
      await store.appendEvents(mixedEvents);
      for (const tenant of ['tenant', 'other', 'third']) {
        for (const filter of filters) {
          for (const limit of [1, 7, 1_000]) {
            const query = { tenant, ...filter, limit };
            assert.deepEqual(await store.listEvents(query), expected(query), JSON.stringify(query));
          }
        }
      }
    },
  },
  {
    name: 'events at one time are ordered by id',
    async run({ store }) {
      const ids = ['b', 'a', '10', '9', 'B', 'ab', '\u00e9', 'z', '\u{1f600}', '\uffee'];
      await store.appendEvents(ids.map((id) => sampleLoggedEvent({ id })));
      const listed = (await store.listEvents(all)).map((event) => event.id);
      assert.deepEqual(listed, ['10', '9', 'B', 'a', 'ab', 'b', 'z', '\u00e9', '\uffee', '\u{1f600}']);
    },
  },
  {
    name: 'pages of any size give every event once, in order',
    async run({ store }) {
      await store.appendEvents(mixedEvents);
      const whole = expected(all);
      for (const limit of [1, 2, 7, 13, whole.length, 500]) assert.deepEqual(await page(store, limit), whole);
    },
  },
  {
    name: 'a log of 3000 events is paged through',
    async run({ store }) {
      const events = Array.from({ length: 3_000 }, (_, index) =>
        sampleLoggedEvent({ id: `event-${index}`, recordedAt: Math.floor(index / 40) }),
      );
      for (let start = 0; start < events.length; start += 500)
        await store.appendEvents(events.slice(start, start + 500));
      const found = await page(store, 137);
      assert.deepEqual(
        found.map((event) => event.id),
        [...events].sort(compareEvents).map((event) => event.id),
      );
    },
  },
];
