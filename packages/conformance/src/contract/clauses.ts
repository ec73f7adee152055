import type { Clause } from './clause.ts';
import { CHALLENGES } from './clauses/challenges.ts';
import { FACTORS } from './clauses/factors.ts';

/** Every clause, in the order of docs/contract.md. */
export const CLAUSES: readonly Clause[] = [...FACTORS, ...CHALLENGES];
