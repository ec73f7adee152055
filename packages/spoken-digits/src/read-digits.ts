import { classify } from './classify.ts';
import { clean } from './clean.ts';
import { decide, type Question } from './decide.ts';
import { findLanguage } from './find-language.ts';
import { isMasked } from './masked.ts';
import { readKeys } from './read-keys.ts';
import { type DigitReading, type ReadDigitsOptions, unusable } from './reading.ts';
import { tokenise } from './tokenise.ts';

/** In UTF-16 code units. Nobody says that much for a few digits, and it bounds the work. */
const MAX_LENGTH = 16_384;

/** What gateways put before keys that they write into the transcript. */
const KEYS = /^\s*(?:dtmf|keypad)\b[\s:=]*|^(?=[\p{Nd}\s-]*\*[\p{Nd}\s*#-]*$)/iu;

/** `readDigits`, telling `trace` of its steps. */
export function explainDigits(text: string, options: ReadDigitsOptions, trace?: Question['trace']): DigitReading {
  const { language, length, channel } = options;
  if (text.length > MAX_LENGTH) return unusable('ambiguous');
  const visible = clean(text);
  if (isMasked(visible, channel)) return unusable('masked');
  const keys = KEYS.exec(visible);
  if (channel === 'keypad' || keys) return readKeys(visible.slice(keys?.[0].length ?? 0), length);
  const lexicon = findLanguage(language);
  const tokens = tokenise(visible);
  trace?.('tokens', tokens.map(({ text: word }) => word).join(' | '));
  const question = { length, table: lexicon.table, spoken: channel === 'speech' };
  return decide(classify(tokens, lexicon), trace ? { ...question, trace } : question);
}

/**
 * Reads what a caller typed, keyed or said into exactly `length` ASCII digits, or says why that cannot be done. Decimal
 * digits of every script count as their value; number words are read in the caller's language, as few digits as they can
 * stand for. Nothing is guessed: never padded, never cut, none of two readings picked. Pure; never throws; time is
 * linear in the text.
 */
export function readDigits(text: string, options: ReadDigitsOptions): DigitReading {
  return explainDigits(text, options);
}
