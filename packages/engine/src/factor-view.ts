import type { Factor } from '@authfactor/factor';
import type { AvailabilityView, FactorView } from './api.ts';
import type { Limits } from './limits.ts';

export function factorViewOf(factor: Factor, availability: AvailabilityView, limits: Limits): FactorView {
  return {
    info: factor.info,
    availability,
    challengeTtlMs: limits.challengeTtlMs,
    idempotencyWindowMs: limits.idempotencyWindowMs,
  };
}
