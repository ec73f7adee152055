import { describe, expect, it } from 'vitest';
import { type CreateStore, runStoreCheck, storeChecks } from '../src/store/index.ts';
import { brokenAccounts } from './broken/broken-accounts.ts';
import { brokenDocuments } from './broken/broken-documents.ts';
import { brokenErasure } from './broken/broken-erasure.ts';
import { brokenEvents } from './broken/broken-events.ts';
import { brokenKeys } from './broken/broken-keys.ts';
import { brokenOutboxes } from './broken/broken-outboxes.ts';
import { brokenSettingsAndChallenges } from './broken/broken-settings-and-challenges.ts';
import { type BrokenStore, createBroken } from './broken/broken-store.ts';

const sound: BrokenStore = { fault: 'none', foundBy: [], breakStore: () => ({}) };

const brokenStores = [
  ...brokenAccounts,
  ...brokenSettingsAndChallenges,
  ...brokenKeys,
  ...brokenEvents,
  ...brokenOutboxes,
  ...brokenErasure,
  ...brokenDocuments,
];

describe('the checks of the store suite', () => {
  it.each(storeChecks.map((check) => [check.name, check] as const))('accept a sound store: %s', async (_, check) => {
    await runStoreCheck(check, createBroken(sound));
  });

  for (const broken of brokenStores) {
    it.each(broken.foundBy)(`find a store that ${broken.fault}: %s`, async (beginning) => {
      const checks = storeChecks.filter((check) => check.name.startsWith(beginning));
      expect(checks.length).toBeGreaterThan(0);
      for (const check of checks)
        await expect(runStoreCheck(check, createBroken(broken)), check.name).rejects.toThrow();
    });
  }

  it('each find at least one of the broken stores', () => {
    const unproven = storeChecks.filter(
      (check) => !brokenStores.some(({ foundBy }) => foundBy.some((beginning) => check.name.startsWith(beginning))),
    );
    expect(unproven.map((check) => check.name)).toEqual([]);
  });

  it('say what a store under test lacks', async () => {
    const check = storeChecks.find(({ needs }) => needs === 'reopen');
    if (check === undefined) throw new Error('a check needs `reopen`');
    const create: CreateStore = async () => {
      const { reopen: _, ...rest } = await createBroken(sound)();
      return rest;
    };
    await expect(runStoreCheck(check, create)).rejects.toThrow('needs `reopen`');
  });
});
