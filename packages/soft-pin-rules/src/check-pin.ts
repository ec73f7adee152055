import { checkLength } from './length.ts';
import { checkRepetition } from './repetition.ts';
import { checkSequence } from './sequence.ts';
import type { Violation } from './violation.ts';

/**
 * The rules on a PIN's shape. Gives every rule that `pin` breaks, in a fixed order; empty: it may be used. What is not
 * six digits has no shape, so it breaks `length` alone.
 */
export function checkPin(pin: string): readonly Violation[] {
  const length = checkLength(pin);
  if (length) return [length];
  return [checkRepetition(pin), checkSequence(pin)].filter((violation) => violation !== undefined);
}
