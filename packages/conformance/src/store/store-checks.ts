import { accountChecks } from './checks/account-checks.ts';
import { challengeChecks } from './checks/challenge-checks.ts';
import { documentChecks } from './checks/document-checks.ts';
import { erasureChecks } from './checks/erasure-checks.ts';
import { eventChecks } from './checks/event-checks.ts';
import { keyChecks } from './checks/key-checks.ts';
import { lifeChecks } from './checks/life-checks.ts';
import { outboxChecks } from './checks/outbox-checks.ts';
import { processChecks } from './checks/process-checks.ts';
import { settingsChecks } from './checks/settings-checks.ts';
import { sweepChecks } from './checks/sweep-checks.ts';
import type { CreateStore, StoreCheck } from './store-under-test.ts';

/** What every store must pass. */
export const storeChecks: readonly StoreCheck[] = [
  ...accountChecks,
  ...settingsChecks,
  ...challengeChecks,
  ...eventChecks,
  ...outboxChecks,
  ...erasureChecks,
  ...sweepChecks,
  ...keyChecks,
  ...documentChecks,
  ...lifeChecks,
  ...processChecks,
];

/** Runs one check on a store of its own. Rejects if the store breaks the promise or lacks what the check needs. */
export async function runStoreCheck(check: StoreCheck, create: CreateStore): Promise<void> {
  await using under = await create();
  if (check.needs !== undefined && under[check.needs] === undefined) {
    throw new Error(`The check needs \`${check.needs}\`: offer it in \`create\`, or say in \`skips\` why not`);
  }
  await check.run(under);
}
