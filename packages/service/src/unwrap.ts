import type { Outcome } from '@authfactor/engine';
import { refusalToError } from './error-mapping.ts';

/** The value of an outcome. Throws a refusal as the contract's error. */
export function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.kind === 'ok') return outcome.value;
  throw refusalToError(outcome);
}
