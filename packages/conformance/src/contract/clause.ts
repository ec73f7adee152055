import type { Kit } from './kit.ts';
import type { Watcher } from './watcher.ts';

/**
 * `standalone`: a service that owns accounts; everything holds. `plugin`: a factor behind an engine, which itself owns
 * the lockout, and remembers.
 */
export type Profile = 'standalone' | 'plugin';

export const PROFILES: readonly Profile[] = ['standalone', 'plugin'];

/** What a clause cannot be tested without, by its flag. */
export type Need = 'admin-token' | 'enroll-token' | 'other-client-token' | 'other-tenant-token' | 'restart' | 'device';

interface ClauseBase {
  /** Stable: the section's number and the clause's within it. */
  readonly id: string;
  /** The clause, as docs/contract.md has it. */
  readonly text: string;
  /** In which profiles it holds; both, where it is left out. */
  readonly profiles?: readonly Profile[];
  readonly needs?: readonly Need[];
  /** Holds for factors that ask a device; for others there is nothing to tell of it. */
  readonly onDevice?: true;
}

/** A clause that a test of its own covers. The test throws a `ContractError`. */
export interface TestedClause extends ClauseBase {
  test(kit: Kit): Promise<void>;
}

/** A clause about every answer of a run, whatever was asked. */
export interface WatchedClause extends ClauseBase {
  watch(): Watcher;
}

export type Clause = TestedClause | WatchedClause;
