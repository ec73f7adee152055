import type { Limits } from '@authfactor/engine';
import type { ProcessSpec } from '../process-spec.ts';
import { begin, enrollAnew, inTurn, PIN } from '../programs.ts';
import type { Bounds } from '../scenario.ts';

/** Small, so that few steps reach each of them. */
export const SMALL_LIMITS: Partial<Limits> = {
  attemptsPerChallenge: 2,
  unusablePerChallenge: 2,
  challengeTtlMs: 30_000,
  lockSteps: [
    { failures: 2, lockMs: 60_000 },
    { failures: 3, lockMs: 300_000 },
  ],
  windows: [{ attempts: 3, spanMs: 3_600_000 }],
  idempotencyWindowMs: 20_000,
};

export const enrolled: ProcessSpec = { name: 'enrols', program: enrollAnew('first', PIN) };

/** Begins challenges under these names. */
export const begun = (...names: readonly string[]): ProcessSpec => ({
  name: 'begins',
  program: inTurn(...names.map((name) => begin(name))),
});

/** A process whose client goes to another one with the same calls when it dies. */
export const retried = (spec: ProcessSpec): ProcessSpec => ({
  ...spec,
  repeatedBy: { ...spec, name: `${spec.name} again` },
});

export type Ids = Readonly<Record<string, string>>;

export function idOf(ids: Ids, name: string): string {
  const id = ids[name];
  if (id === undefined) throw new Error(`The set-up began nothing named ${name}`);
  return id;
}

export const within = (crashes: number, lostAnswers: number, timeSteps: number): Bounds => ({
  crashes,
  lostAnswers,
  timeSteps,
});
