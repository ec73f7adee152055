import { readAnswer, readDigits } from '@authfactor/spoken-digits';

const asked = { language: 'en-US', length: 6, channel: 'speech' } as const;

export const read = readDigits("uh, it's four eight, double one, five six", asked); // digits 481156
export const split = readDigits('twenty three four five six', asked); // unusable: ambiguous (23456 or 203456?)
export const canceled = readDigits('forget it', asked); // unusable: canceled

// The contract's input: the best hypothesis decides; if it cannot be used, what the others agree on.
const heard = {
  kind: 'spoken',
  transcript: 'for ate',
  language: 'en-US',
  alternatives: [{ transcript: '481516' }],
} as const;

export const answer = readAnswer(heard, { language: 'en-US', length: 6 }); // digits 481516
