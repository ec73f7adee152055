import type { Violation } from './violation.ts';

export const lengthViolation: Violation = { rule: 'length', message: 'Use exactly six digits, 0 to 9.' };

/** Whether `pin` is exactly six ASCII digits. Takes the text as it will be compared; nothing is trimmed. */
export function checkLength(pin: string): Violation | undefined {
  // Without the `m` flag `$` matches at the very end only, so a trailing line break fails.
  return /^[0-9]{6}$/.test(pin) ? undefined : lengthViolation;
}
