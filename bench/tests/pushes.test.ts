import { expect, test } from 'vitest';
import { measureWaitingPushes } from '../src/waiting-pushes.ts';
import { reportOf } from '../src/waiting-report.ts';

/** The benchmark, smaller: `pnpm bench:pushes` has a thousand. */
test('callers who wait for pushes cost little memory, few connections, and no slot for PINs', async () => {
  const pushes = 60;
  const { lines, mistakes } = reportOf(await measureWaitingPushes({ pushes, looks: 2, lookMs: 1_500 }), pushes);
  process.stdout.write(`${lines.at(-1)}\n`);
  expect(mistakes).toEqual([]);
}, 120_000);
