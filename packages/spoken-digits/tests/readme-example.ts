import { readDigits } from '@authfactor/spoken-digits';

const asked = { language: 'en-US', length: 6, channel: 'text' } as const;

export const read = readDigits('159 - 753', asked); // { kind: 'digits', digits: '159753' }
export const short = readDigits('1597', asked); // { kind: 'unusable', reason: 'too-few' }
export const mixed = readDigits('159753 or 159754', asked); // { kind: 'unusable', reason: 'ambiguous' }
