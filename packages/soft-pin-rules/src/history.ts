import type { Violation } from './violation.ts';

/** What is told to a person who chose one of their last five PINs, the present one among them. */
export const historyViolation: Violation = {
  rule: 'history',
  message: 'Choose a PIN that is not one of your last five.',
};
