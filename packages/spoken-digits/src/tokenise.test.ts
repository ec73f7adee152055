import { expect, test } from 'vitest';
import { tokenise } from './tokenise.ts';

/** Tokens with a mark for how far each stands from the one before: `+` written as one, `-` hyphen, `,` set apart. */
function cut(text: string): string {
  const marks = { glued: '+', hyphen: '-', space: '', comma: ',' };
  return tokenise(text)
    .map(({ key, link, kind }) => `${marks[link]}${key}${kind === 'foreign' ? '!' : ''}`)
    .join(' ');
}

test.each([
  ['four eight', 'four eight'],
  ['Four, eight. ONE', 'four ,eight ,one'],
  ['forty-eight', 'forty -eight'],
  ['forty - eight', 'forty ,eight'],
  ['forty \u2013 eight', 'forty ,eight'],
  ["it's four", "it's four"],
  ['it\u2019s four', "it's four"],
  ['"four" (eight)', 'four eight'],
  ['4th', '4 +th'],
  ['15O3', '15 +o +3'],
  ['481,516', '481 ,516'],
  ['$4.81', '4 ,81'],
  ['4:81', '4 ,81'],
  ['481516#', '481516 +#'],
  ['+481', '+! +481'],
  ['4\u00bd', '4 +\u00bd!'],
  ['\u0664\u0668', '48'],
  ['zéro Fünf ß', 'zero funf ss'],
  ['四八', '四 +八'],
  ['ヨン ハチ', 'よ +ん は +ち'],
  ['48万', '48 +万'],
  ['f*** it', 'f*** it'],
  ['', ''],
  [' ,;-\n', ''],
])('%j', (text, expected) => {
  expect(cut(text)).toBe(expected);
});
