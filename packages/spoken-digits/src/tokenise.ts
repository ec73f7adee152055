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

const CHARACTER = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u30fc\u25cb]`;
const LETTER = String.raw`[\p{L}\p{M}]`;
const IGNORED = String.raw`[\p{Pi}\p{Pf}\p{Ps}\p{Pe}\p{Sc}\p{Extended_Pictographic}\p{Emoji_Modifier}"'%\u00b0_=!?\u00a1\u00bf&\u061f\u2116\u00b7]`;
/** Rows of digits, characters of scripts without spaces, words, perhaps with stars for what is not for polite ears, spaces; anything else alone. */
const PATTERN = new RegExp(
  String.raw`\p{Nd}+|${CHARACTER}|${LETTER}+(?:['\u2019\u02bc]${LETTER}+)*(?:\*{2,})?|[ \u3000]+|.`,
  'gsu',
);

/** What begins with it. The first that fits holds. */
const KINDS = [
  ['numeral', /^\p{Nd}/u],
  ['character', new RegExp(`^${CHARACTER}`, 'u')],
  ['word', new RegExp(`^${LETTER}`, 'u')],
  ['space', /^[ \t\u00a0\u3000]/u],
  ['hyphen', /^[-\u2010\u2011\u30fb]/u],
  ['ignored', new RegExp(`^${IGNORED}`, 'u')],
  ['star', /^\*/u],
  ['hash', /^#/u],
  ['foreign', /^[@\\]/u],
  ['comma', /^[\p{Po}\p{Pd}\p{Zs}\p{Zl}\p{Zp}\s\u2212|]/u],
  ['foreign', /^/u],
] as const;
type Kind = (typeof KINDS)[number][0];

const kindOf = (text: string): Kind => KINDS.find(([, pattern]) => pattern.test(text))?.[0] ?? 'foreign';
/** By code unit, because nearly everything that comes is ASCII. */
const ASCII_KINDS: readonly Kind[] = Array.from({ length: 128 }, (_, code) => kindOf(String.fromCharCode(code)));

const LETTERS = /\p{Script=Latin}|\p{Script=Greek}|\p{Script=Cyrillic}/u;

function asciiDigits(digits: string): string {
  if (/^[0-9]+$/.test(digits)) return digits;
  let ascii = '';
  for (const digit of digits) ascii += decimalDigit(digit) ?? '';
  return ascii;
}

const further = (gap: Link, next: Link): Link => (gap === 'glued' ? next : gap);

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
  for (const [matched] of text.matchAll(PATTERN)) {
    const kind = ASCII_KINDS[matched.charCodeAt(0)] ?? kindOf(matched);
    switch (kind) {
      case 'numeral':
        push(kind, matched, asciiDigits(matched));
        break;
      case 'word':
      case 'character':
        push(kind, matched, fold(matched));
        break;
      case 'space':
        gap = gap === 'hyphen' ? 'comma' : further(gap, 'space');
        break;
      case 'ignored':
        gap = further(gap, 'space');
        break;
      case 'hyphen':
        gap = gap === 'glued' ? 'hyphen' : 'comma';
        break;
      case 'comma':
        gap = 'comma';
        break;
      default:
        push(kind, matched, matched);
    }
  }
  return tokens;
}

/** Whether a word is written in letters that would stand apart from digits, so that "15O3" is no number. */
export function isAlphabetic({ kind, text }: Token): boolean {
  return kind === 'word' && LETTERS.test(text);
}
