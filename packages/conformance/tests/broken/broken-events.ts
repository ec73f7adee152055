import type { EventQuery, LoggedEvent, Store } from '@authfactor/engine';
import type { BrokenStore } from './broken-store.ts';

const listed = (store: Store, query: EventQuery): Promise<readonly LoggedEvent[]> =>
  store.listEvents({ tenant: query.tenant, types: [], limit: Number.MAX_SAFE_INTEGER });

const withoutFilter = (name: keyof EventQuery, replacement: unknown): BrokenStore => ({
  fault: `lists events without looking at \`${name}\``,
  foundBy: ['events are filtered by everything'],
  breakStore: (store) => ({
    listEvents: (query) => {
      const { [name]: _, ...rest } = query;
      return store.listEvents({ ...rest, ...(replacement === undefined ? {} : { [name]: replacement }) } as EventQuery);
    },
  }),
});

export const brokenEvents: readonly BrokenStore[] = [
  {
    fault: 'keeps the last event of an id',
    foundBy: ['appending an id again'],
    breakStore: (store) => {
      const log = new Map<string, LoggedEvent>();
      return {
        async appendEvents(events) {
          for (const event of events) log.set(event.id, structuredClone(event));
        },
        listEvents: async () => [...log.values()],
        sweep: (now, before) => store.sweep(now, before),
      };
    },
  },
  {
    fault: 'appends every event',
    foundBy: ['appending an id again', 'of 100 appends'],
    breakStore: () => {
      const log: LoggedEvent[] = [];
      return {
        async appendEvents(events) {
          log.push(...structuredClone(events));
        },
        listEvents: async () => log,
      };
    },
  },
  {
    fault: 'drops a whole batch when one of its events is there already',
    foundBy: ['appending an id again'],
    breakStore: (store) => ({
      async appendEvents(events) {
        const log = await store.listEvents({ tenant: 'tenant', types: [], limit: 1_000 });
        if (!events.some(({ id }) => log.some((event) => event.id === id))) await store.appendEvents(events);
      },
    }),
  },
  withoutFilter('tenant', 'tenant'),
  withoutFilter('subject', undefined),
  withoutFilter('factorType', undefined),
  withoutFilter('types', []),
  withoutFilter('since', undefined),
  withoutFilter('until', undefined),
  withoutFilter('after', undefined),
  withoutFilter('limit', 1_000),
  {
    fault: 'takes `until` as included',
    foundBy: ['events are filtered by everything'],
    breakStore: (store) => ({
      listEvents: (query) => store.listEvents(query.until === undefined ? query : { ...query, until: query.until + 1 }),
    }),
  },
  {
    fault: 'takes `since` as left out',
    foundBy: ['events are filtered by everything'],
    breakStore: (store) => ({
      listEvents: (query) => store.listEvents(query.since === undefined ? query : { ...query, since: query.since + 1 }),
    }),
  },
  {
    fault: 'goes on after a time, not after an event',
    foundBy: ['events are filtered by everything', 'pages of any size', 'a log of 3000'],
    breakStore: (store) => ({
      listEvents: (query) =>
        store.listEvents(
          query.after === undefined ? query : { ...query, after: { ...query.after, id: '\u{10ffff}'.repeat(8) } },
        ),
    }),
  },
  {
    fault: 'lists in the order of appending',
    foundBy: ['events at one time', 'events are filtered by everything', 'pages of any size'],
    breakStore: (store) => {
      const order: string[] = [];
      return {
        async appendEvents(events) {
          order.push(...events.map(({ id }) => id));
          await store.appendEvents(events);
        },
        async listEvents(query) {
          const { after: _, ...rest } = query;
          const found = await store.listEvents({ ...rest, limit: Number.MAX_SAFE_INTEGER });
          const inOrder = found.toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
          const start = query.after ? inOrder.findIndex(({ id }) => id === query.after?.id) + 1 : 0;
          return inOrder.slice(start, start + query.limit);
        },
      };
    },
  },
  {
    fault: 'orders ids by UTF-16 code units',
    foundBy: ['events at one time'],
    breakStore: (store) => ({
      listEvents: async (query) =>
        (await listed(store, query)).toSorted((a, b) => a.recordedAt - b.recordedAt || (a.id < b.id ? -1 : 1)),
    }),
  },
  {
    fault: 'appends the events before one that is too large',
    foundBy: ['a document over 1 MB'],
    breakStore: (store) => ({
      async appendEvents(events) {
        for (const event of events) await store.appendEvents([event]);
      },
    }),
  },
  {
    fault: 'drops the reason of an event',
    foundBy: ['an event is listed as it was appended'],
    breakStore: (store) => ({
      appendEvents: (events) => store.appendEvents(events.map(({ reason: _, ...event }) => event)),
    }),
  },
];
