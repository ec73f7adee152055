import * as code from '@authfactor/engine';
import { afterAll, describe, expect, it } from 'vitest';
import { type Exploration, explore } from './explore.ts';
import type { Bounds, Scenario } from './scenario.ts';

/** Explores further, for as long as it takes. */
const LONG = process.env.MODEL_CHECK_LONG === '1';

const HOUR_MS = 3_600_000;

interface Row extends Exploration {
  readonly scenario: string;
  readonly bounds: Bounds;
  readonly ms: number;
}

/** Registers the scenarios as tests of the real engine, and prints what was explored. */
export function checkModel(title: string, scenarios: readonly Scenario[]): void {
  describe(title, () => {
    const rows: Row[] = [];
    for (const scenario of scenarios) {
      for (const bounds of LONG ? [...scenario.bounds, ...scenario.longBounds] : scenario.bounds) {
        const { crashes, lostAnswers, timeSteps } = bounds;
        const within = `up to ${crashes} crashes, ${lostAnswers} lost answers, ${timeSteps} steps of the clock`;
        it(`${scenario.name}: ${within}`, { timeout: HOUR_MS }, async () => {
          const start = performance.now();
          const exploration = await explore({ code, scenario, bounds });
          rows.push({ ...exploration, scenario: scenario.name, bounds, ms: performance.now() - start });
          expect(exploration.findings).toEqual([]);
        });
      }
    }
    afterAll(() => {
      process.stdout.write(`${tableOf(title, rows)}\n`);
    });
  });
}

function tableOf(title: string, rows: readonly Row[]): string {
  const lines = rows.map(({ scenario, bounds, states, schedules, histories, ms }) => [
    `${scenario} (${bounds.crashes}, ${bounds.lostAnswers}, ${bounds.timeSteps})`,
    states.toLocaleString('en'),
    schedules.toExponential(1),
    histories.toLocaleString('en'),
    `${(ms / 1_000).toFixed(1)} s`,
  ]);
  const total = (pick: (row: Row) => number): number => rows.reduce((sum, row) => sum + pick(row), 0);
  const header = ['crashes, lost answers, steps of the clock', 'states', 'schedules', 'runs of the engine', 'time'];
  const footer = [
    'all',
    total(({ states }) => states).toLocaleString('en'),
    total(({ schedules }) => schedules).toExponential(1),
    total(({ histories }) => histories).toLocaleString('en'),
    `${(total(({ ms }) => ms) / 1_000).toFixed(1)} s`,
  ];
  const table = [header, ...lines, footer];
  const widths = header.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0)));
  const text = table.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  return [`Model check: ${title}`, ...text].join('\n');
}
