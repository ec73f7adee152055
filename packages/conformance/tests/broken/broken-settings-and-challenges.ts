import { setImmediate } from 'node:timers/promises';
import type { BrokenStore } from './broken-store.ts';

export const brokenSettingsAndChallenges: readonly BrokenStore[] = [
  {
    fault: 'writes settings whatever version is stored',
    foundBy: ['settings are written only over', 'of 300 writers of settings'],
    breakStore: (store) => ({
      async writeSettings(next) {
        store.overwrite({ kind: 'settings', key: next, document: next });
        return true;
      },
    }),
  },
  {
    fault: 'keeps settings of all factors in one place',
    foundBy: ['settings are absent', 'settings are told apart', 'the parts of a key'],
    breakStore: (store) => ({
      readSettings: ({ tenant }) => store.readSettings({ tenant, factorType: 'any' }),
      writeSettings: (next, expected) => store.writeSettings({ ...next, factorType: 'any' }, expected),
    }),
  },
  {
    fault: 'keeps the last challenge of an id',
    foundBy: ['inserting over a challenge', 'of 300 inserts'],
    breakStore: (store) => ({
      async insertChallenge(challenge) {
        const present = await store.readChallenge(challenge.id);
        store.overwrite({ kind: 'challenge', id: challenge.id, document: challenge });
        return present;
      },
    }),
  },
  {
    fault: 'inserts in two steps',
    foundBy: ['of 300 inserts', 'of 1000 inserts'],
    breakStore: (store) => ({
      async insertChallenge(challenge) {
        const present = await store.readChallenge(challenge.id);
        await setImmediate();
        if (present === undefined) store.overwrite({ kind: 'challenge', id: challenge.id, document: challenge });
        return present;
      },
    }),
  },
  {
    fault: 'gives the new challenge instead of the one that is there',
    foundBy: ['inserting over a challenge', 'of 300 inserts'],
    breakStore: (store) => ({
      insertChallenge: async (challenge) => ((await store.insertChallenge(challenge)) ? challenge : undefined),
    }),
  },
  {
    fault: 'finds a challenge by the beginning of its id',
    foundBy: ['a challenge is absent', 'challenges are told apart'],
    breakStore: (store) => {
      const ids: string[] = [];
      return {
        insertChallenge(challenge) {
          ids.push(challenge.id);
          return store.insertChallenge(challenge);
        },
        readChallenge: async (id) => store.readChallenge(ids.find((each) => each.startsWith(id)) ?? id),
      };
    },
  },
];
