import type { Factor } from '@authfactor/factor';
import { type Refusal, refuse } from './outcome.ts';

export interface FactorRegistry {
  readonly all: readonly Factor[];
  find(factorType: string): Factor | undefined;
}

/** Throws a `TypeError` where two factors have one type, or a factor declares what it does not have. */
export function createFactorRegistry(factors: readonly Factor[]): FactorRegistry {
  const byType = new Map<string, Factor>();
  for (const factor of factors) {
    const { factorType, capabilities } = factor.info;
    if (byType.has(factorType)) throw new TypeError(`Two factors have the type ${factorType}; register one of them`);
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
  return { all: [...byType.values()], find: (factorType) => byType.get(factorType) };
}

export const unknownFactor = (): Refusal =>
  refuse('UNKNOWN_FACTOR', 'No such factor is installed; ListFactors names those that are', { field: 'factor_type' });
