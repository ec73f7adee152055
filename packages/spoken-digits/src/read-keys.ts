import { decimalDigit } from './decimal-digit.ts';
import { type DigitReading, unusable } from './reading.ts';

const SEPARATOR = /^[\s\p{Dash}]$/u;

/** `undefined` where there is anything besides digits, spaces and dashes. */
function digitsOf(text: string): string | undefined {
  let digits = '';
  for (const character of text) {
    const value = decimalDigit(character);
    if (value !== undefined) digits += value;
    else if (!SEPARATOR.test(character)) return undefined;
  }
  return digits;
}

/**
 * Reads the keys of a keypad: `*` clears what was keyed so far, `#` ends the entry. Anything after the end, other than
 * another `#`, makes it ambiguous: dropping it would be a guess.
 */
export function readKeys(text: string, length: number): DigitReading {
  const [entry = '', ...rest] = text.split('#');
  const digits = digitsOf(entry.slice(entry.lastIndexOf('*') + 1));
  const cleared = digitsOf(entry.slice(0, entry.lastIndexOf('*') + 1).replaceAll('*', ' '));
  const late = digitsOf(rest.join('').replaceAll('*', ' '));
  if (!/\p{Nd}/u.test(text)) return unusable('no-digits');
  if (digits === undefined || cleared === undefined || late !== '') return unusable('ambiguous');
  if (digits === '') return unusable('no-digits');
  if (digits.length !== length) return unusable(digits.length < length ? 'too-few' : 'too-many');
  return { kind: 'digits', digits };
}
