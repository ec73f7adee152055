import type { Factor } from '@authfactor/factor';
import { type Refusal, refuse } from './outcome.ts';

export interface FactorRegistry {
  /** Those that are installed, in the order in which their types were given at first. */
  readonly all: readonly Factor[];
  /** The types of those and of the ones that are still to come. */
  readonly types: readonly string[];
  find(factorType: string): Factor | undefined;
  /** Why there is no such factor: there never will be, or it is still to come. */
  missing(factorType: string): Refusal;
  /** Installs one that was expected. */
  install(factor: Factor): void;
}

/**
 * `expected`: types of factors that are installed later. Throws a `TypeError` where two factors have one type, or a
 * factor declares what it does not have; `install` also where the type was not expected.
 */
export function createFactorRegistry(factors: readonly Factor[], expected: readonly string[] = []): FactorRegistry {
  const byType = new Map<string, Factor | undefined>();
  for (const factor of factors) add(factor);
  for (const factorType of expected) {
    refuseTwice(factorType);
    byType.set(factorType, undefined);
  }

  function refuseTwice(factorType: string): void {
    if (byType.has(factorType)) throw new TypeError(`Two factors have the type ${factorType}; register one of them`);
  }

  function add(factor: Factor): void {
    const { factorType, capabilities } = factor.info;
    if (byType.get(factorType) !== undefined || !expected.includes(factorType)) refuseTwice(factorType);
    if (capabilities.includes('enroll') !== (factor.enrollment !== undefined)) {
      throw new TypeError(
        `Factor ${factorType} must declare the capability "enroll" if and only if it has an enrollment`,
      );
    }
    if (capabilities.includes('history') !== (factor.retire !== undefined)) {
      throw new TypeError(`Factor ${factorType} must declare the capability "history" if and only if it has retire`);
    }
    byType.set(factorType, factor);
  }

  return {
    get all() {
      return [...byType.values()].filter((factor) => factor !== undefined);
    },
    types: [...byType.keys()],
    find: (factorType) => byType.get(factorType),
    missing: (factorType) => (byType.has(factorType) ? notYetInstalled() : unknownFactor()),
    install(factor) {
      const { factorType } = factor.info;
      if (!byType.has(factorType))
        throw new TypeError(`No factor of the type ${factorType} is expected; name it first`);
      add(factor);
    },
  };
}

const notYetInstalled = (): Refusal =>
  refuse('DEPENDENCY_UNAVAILABLE', 'The factor has not answered since the service started; repeat the call', {
    retryAfterMs: 1_000,
  });

const unknownFactor = (): Refusal =>
  refuse('UNKNOWN_FACTOR', 'No such factor is installed; ListFactors names those that are', { field: 'factor_type' });
