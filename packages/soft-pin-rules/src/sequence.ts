import type { Violation } from './violation.ts';

export const sequenceViolation: Violation = {
  rule: 'sequence',
  message: 'Do not use more than two digits in ascending or descending order, such as 123 or 987.',
};

/**
 * Whether no run of more than two digits goes up or down by one: 921235 holds 123, so it fails. A run does not wrap:
 * 890 is none.
 */
export function checkSequence(pin: string): Violation | undefined {
  for (let i = 2; i < pin.length; i++) {
    const step = pin.charCodeAt(i) - pin.charCodeAt(i - 1);
    if (Math.abs(step) === 1 && step === pin.charCodeAt(i - 1) - pin.charCodeAt(i - 2)) return sequenceViolation;
  }
  return undefined;
}
