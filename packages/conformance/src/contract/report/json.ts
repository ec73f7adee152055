import type { ClauseResult } from '../run-contract.ts';

/** What a run was about. */
export interface RunFacts {
  readonly target: string;
  readonly protocol: string;
  readonly profile: string;
  readonly factor: string;
  readonly seed: number;
}

/** Everything that a run found, for programs. */
export const jsonReport = (results: readonly ClauseResult[], facts: RunFacts): string =>
  `${JSON.stringify({ ...facts, results }, undefined, 2)}\n`;
