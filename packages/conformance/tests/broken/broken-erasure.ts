import type { ChallengeDocument, LoggedEvent } from '@authfactor/engine';
import type { BrokenStore } from './broken-store.ts';

export const brokenErasure: readonly BrokenStore[] = [
  {
    fault: 'erases the subject of every tenant',
    foundBy: ['erasing takes everything'],
    breakStore: (store) => ({
      async eraseSubject(tenant, subject) {
        for (const each of [tenant, 'other']) await store.eraseSubject(each, subject);
      },
    }),
  },
  {
    fault: 'erases whoever looks like the subject',
    foundBy: ['erasing takes everything', 'erasing can be repeated'],
    breakStore: (store) => ({
      async eraseSubject(tenant, subject) {
        for (const each of [subject, `${subject} `, subject.toUpperCase(), 'Alice']) {
          await store.eraseSubject(tenant, each);
        }
      },
    }),
  },
  {
    fault: 'leaves the challenges of an erased subject',
    foundBy: ['erasing takes everything'],
    breakStore: (store) => {
      const kept = new Map<string, ChallengeDocument>();
      return {
        async insertChallenge(challenge) {
          if (!kept.has(challenge.id)) kept.set(challenge.id, challenge);
          return store.insertChallenge(challenge);
        },
        readChallenge: async (id) => kept.get(id),
      };
    },
  },
  {
    fault: 'leaves one factor of an erased subject',
    foundBy: ['erasing takes everything'],
    breakStore: (store) => ({
      async eraseSubject(tenant, subject) {
        const totp = await store.readAccount({ tenant, factorType: 'totp', subject });
        await store.eraseSubject(tenant, subject);
        if (totp) await store.writeAccount(totp, undefined);
      },
    }),
  },
  {
    fault: 'deletes the events of an erased subject',
    foundBy: ['erasing takes everything'],
    breakStore: (store) => ({
      listEvents: async (query) => (await store.listEvents(query)).filter((event) => event.subject !== ''),
    }),
  },
  {
    fault: 'leaves the erased subject in its events',
    foundBy: ['erasing takes everything', 'an event that the erased subject caused'],
    breakStore: (store) => {
      const log: LoggedEvent[] = [];
      return {
        async appendEvents(events) {
          log.push(...events);
        },
        listEvents: async ({ subject }) => log.filter((event) => subject === undefined || event.subject === subject),
        eraseSubject: (tenant, subject) => store.eraseSubject(tenant, subject),
      };
    },
  },
  {
    fault: 'sweeps at the last moment, not after it',
    foundBy: ['sweeping takes what is past'],
    breakStore: (store) => ({ sweep: (now, eventsBefore) => store.sweep(now + 1, eventsBefore + 1) }),
  },
  {
    fault: 'never sweeps',
    foundBy: ['sweeping takes what is past', 'one sweep takes a large heap'],
    breakStore: () => ({ sweep: async () => undefined }),
  },
];
