export { readDigits } from './read-digits.ts';
export type { DigitReading, ReadDigitsOptions, UnusableReason } from './reading.ts';
