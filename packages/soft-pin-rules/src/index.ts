export { checkPin } from './check-pin.ts';
export { historyViolation } from './history.ts';
export { checkLength, lengthViolation } from './length.ts';
export { checkRepetition, repetitionViolation } from './repetition.ts';
export { checkSequence, sequenceViolation } from './sequence.ts';
export type { PinRule, Violation } from './violation.ts';
