import { decimalDigit } from './decimal-digit.ts';

/** What was found: the digits, and whether there was anything besides digits, spaces and dashes. */
export interface Scan {
  readonly digits: string;
  readonly foreign: boolean;
}

const SEPARATOR = /^[\s\p{Dash}]$/u;

/** Takes every decimal digit of any script as its value; spaces and dashes are how people group digits. */
export function scanText(text: string): Scan {
  let digits = '';
  let foreign = false;
  for (const character of text) {
    const value = decimalDigit(character);
    if (value !== undefined) digits += value;
    else if (!SEPARATOR.test(character)) foreign = true;
  }
  return { digits, foreign };
}

/**
 * As `scanText`, with the two keys that are no digits: `*` clears what was keyed so far, `#` ends the entry. What comes
 * after the end, other than another `#`, is foreign: dropping it would be a guess.
 */
export function scanKeypad(text: string): Scan {
  const [entry = '', ...rest] = text.split('#');
  const all = scanText(text.replaceAll(/[*#]/g, ' '));
  const late = scanText(rest.join(''));
  if (all.foreign || late.foreign || late.digits !== '') return { digits: all.digits, foreign: true };
  return scanText(entry.slice(entry.lastIndexOf('*') + 1));
}
