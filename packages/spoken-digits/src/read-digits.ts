import { isMasked } from './masked.ts';
import type { DigitReading, ReadDigitsOptions, UnusableReason } from './reading.ts';
import { scanKeypad, scanText } from './scan.ts';

/** In UTF-16 code units. Nobody types that much for a few digits, and it bounds the work. */
const MAX_LENGTH = 256;

/** Zero-width and bidirectional controls, soft hyphens, variation selectors: they come along with a paste. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

const unusable = (reason: UnusableReason): DigitReading => ({ kind: 'unusable', reason });

/**
 * Reads what a caller typed or keyed into exactly `length` ASCII digits, or says why that cannot be done. Decimal digits
 * of every script count as their value; spaces, dashes and invisible characters are skipped; on a keypad `*` clears and
 * `#` ends. Nothing is guessed: never padded, never truncated, no digit picked out of other text. Pure; never throws.
 */
export function readDigits(text: string, options: ReadDigitsOptions): DigitReading {
  const { length, channel } = options;
  const visible = text.slice(0, MAX_LENGTH).replaceAll(INVISIBLE, '');
  const { digits, foreign } = channel === 'keypad' ? scanKeypad(visible) : scanText(visible);
  if (text.length > MAX_LENGTH) return unusable(!foreign && digits.length > length ? 'too-many' : 'ambiguous');
  if (isMasked(visible, channel)) return unusable('masked');
  if (digits === '') return unusable('no-digits');
  if (foreign) return unusable('ambiguous');
  if (digits.length < length) return unusable('too-few');
  if (digits.length > length) return unusable('too-many');
  return { kind: 'digits', digits };
}
