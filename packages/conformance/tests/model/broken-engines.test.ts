import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { loadBroken } from './broken/broken-code.ts';
import { BROKEN_COUNTING } from './broken/broken-counting.ts';
import { BROKEN_DEVICES } from './broken/broken-devices.ts';
import type { BrokenEngine } from './broken/broken-engine.ts';
import { BROKEN_RECORDS } from './broken/broken-records.ts';
import { BROKEN_REPEATS } from './broken/broken-repeats.ts';
import { explore } from './explore.ts';
import { INVARIANTS } from './invariants.ts';
import type { Scenario } from './scenario.ts';
import { CHANGES } from './scenarios/changes.ts';
import { DEVICES } from './scenarios/devices.ts';
import { GUESSES } from './scenarios/guesses.ts';
import { REPEATS } from './scenarios/repeats.ts';

const BROKEN_ENGINES = [...BROKEN_COUNTING, ...BROKEN_REPEATS, ...BROKEN_RECORDS, ...BROKEN_DEVICES];
const SCENARIOS = [...GUESSES, ...REPEATS, ...CHANGES, ...DEVICES];

function scenarioOf({ scenario: name, wrapStore, wrapProcess }: BrokenEngine): Scenario {
  const sound = SCENARIOS.find((scenario) => scenario.name === name);
  if (sound === undefined) throw new Error(`There is no scenario ${name}`);
  return {
    ...sound,
    ...(wrapStore === undefined ? {} : { wrapStore }),
    processes: (ids) =>
      sound.processes(ids).map((spec) => (wrapProcess === undefined ? spec : { ...spec, wrap: wrapProcess })),
  };
}

describe('the model check finds', () => {
  const found: string[] = [];

  for (const broken of BROKEN_ENGINES) {
    it.each(broken.caughtBy)(`${broken.name}: %s`, async (invariant) => {
      const code = await loadBroken(broken.modules ?? []);
      const { findings } = await explore({
        code,
        scenario: scenarioOf(broken),
        bounds: broken.bounds,
        invariants: [invariant],
        stopAtFirst: true,
      });
      expect(findings.map((finding) => finding.invariant)).toEqual([invariant]);
      found.push(invariant);
    });
  }

  it('what the documentation names, each by its name', async () => {
    const text = await readFile(new URL('../../../../docs/attempt-accounting.md', import.meta.url), 'utf8');
    const unnamed = BROKEN_ENGINES.map(({ name }) => name).filter((name) => !text.includes(name));
    expect(unnamed).toEqual([]);
  });

  it('something by every invariant', () => {
    expect(INVARIANTS.filter((invariant) => !found.includes(invariant))).toEqual([]);
  });
});
