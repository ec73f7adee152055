export { type Hypothesis, readAnswer, type SpokenDigits, type TypedDigits } from './read-answer.ts';
export { readDigits } from './read-digits.ts';
export type { DigitReading, ReadDigitsOptions, UnusableReason } from './reading.ts';
