import type { Violation } from './violation.ts';

export const repetitionViolation: Violation = {
  rule: 'repetition',
  message: 'Do not use the same digit more than twice in a row.',
};

/** Whether no digit stands more than twice in a row: 112233 passes, 111234 does not. */
export function checkRepetition(pin: string): Violation | undefined {
  for (let i = 2; i < pin.length; i++) {
    if (pin[i] === pin[i - 1] && pin[i] === pin[i - 2]) return repetitionViolation;
  }
  return undefined;
}
