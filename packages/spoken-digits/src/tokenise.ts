import { decimalDigit } from './decimal-digit.ts';
import { fold } from './fold.ts';

/**
 * How a token hangs together with the one before it: written as one, by a hyphen, apart, or set apart by punctuation.
 */
export type Link = 'glued' | 'hyphen' | 'space' | 'comma';

/** One word, one character of a script without spaces, or one row of digits. */
export interface Token {
  readonly kind: 'word' | 'character' | 'numeral' | 'hash' | 'star' | 'foreign';
  /** As it stands in the text. */
  readonly text: string;
  /** Words folded, digits in ASCII. */
  readonly key: string;
  readonly link: Link;
}

const PATTERN = new RegExp(
  [
    String.raw`(?<numeral>\p{Nd}+)`,
    String.raw`(?<character>[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u30fc\u3007\u25cb])`,
    String.raw`(?<word>[\p{L}\p{M}]+(?:['\u2019\u02bc][\p{L}\p{M}]+)*)`,
    String.raw`(?<space>[ \t\u00a0\u3000]+)`,
    String.raw`(?<hyphen>[-\u2010\u2011\u30fb])`,
    String.raw`(?<ignored>[\p{Pi}\p{Pf}\p{Ps}\p{Pe}\p{Sc}\p{Extended_Pictographic}\p{Emoji_Modifier}\u20e3"'\u2018\u2019%\u00b0_=!?\u00a1\u00bf&\u061f\u2116\u00b7]+)`,
    String.raw`(?<comma>[\p{Po}\p{Pd}\p{Zs}\p{Zl}\p{Zp}\s\u2212\u007c])`,
    '(?<foreign>.)',
  ].join('|'),
  'gsu',
);
const LETTERS = /\p{Script=Latin}|\p{Script=Greek}|\p{Script=Cyrillic}/u;
const FOREIGN_PUNCTUATION = '@\\';

function asciiDigits(digits: string): string {
  if (/^[0-9]+$/.test(digits)) return digits;
  let ascii = '';
  for (const digit of digits) ascii += decimalDigit(digit) ?? '';
  return ascii;
}

const closer = (gap: Link, next: Link): Link => (gap === 'comma' || next === 'comma' ? 'comma' : next);

/**
 * Cuts `text` into tokens, in one pass. What is neither a word nor a digit only says how far apart its neighbours
 * stand; symbols that change the meaning of digits ("+", "^", "½", "²") are `foreign`.
 */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  let gap: Link = 'space';
  const push = (kind: Token['kind'], matched: string, key: string): void => {
    tokens.push({ kind, text: matched, key, link: gap });
    gap = 'glued';
  };
  for (const { 0: matched, groups = {} } of text.matchAll(PATTERN)) {
    if (groups.numeral !== undefined) push('numeral', matched, asciiDigits(matched));
    else if (groups.word !== undefined) push('word', matched, fold(matched));
    else if (groups.character !== undefined) push('character', matched, fold(matched));
    else if (groups.space !== undefined) gap = gap === 'hyphen' ? 'comma' : closer(gap, 'space');
    else if (groups.hyphen !== undefined) gap = gap === 'glued' ? 'hyphen' : 'comma';
    else if (groups.ignored !== undefined) gap = gap === 'glued' ? 'space' : gap;
    else if (matched === '#') push('hash', matched, matched);
    else if (matched === '*') push('star', matched, matched);
    else if (groups.comma !== undefined && !FOREIGN_PUNCTUATION.includes(matched)) gap = 'comma';
    else push('foreign', matched, matched);
  }
  return tokens;
}

/** Whether a word is written in letters that would stand apart from digits, so that "15O3" is no number. */
export function isAlphabetic({ kind, text }: Token): boolean {
  return kind === 'word' && LETTERS.test(text);
}
