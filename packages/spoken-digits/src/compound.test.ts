import { expect, test } from 'vitest';
import { splitCompound } from './compound.ts';
import { findLanguage } from './find-language.ts';
import { fold } from './fold.ts';

/** The values of the parts, `+` for a connector. */
function parts(word: string, language: string): string | undefined {
  return splitCompound(fold(word), findLanguage(language))
    ?.map((sense) => ('value' in sense ? String(sense.value) : '+'))
    .join(' ');
}

test.each([
  ['de', 'achtundvierzig', '48'],
  ['de', 'vierhunderteinundachtzigtausend', '400 81 1000'],
  ['de', 'dreizehnhundert', '13 100'],
  ['nl', 'drieëntwintig', '23'],
  ['nl', 'honderdachtentwintig', '100 28'],
  ['it', 'quattrocentottantuno', '4 100 81'],
  ['es', 'treintaicuatro', '30 + 4'],
  ['en', 'fortyeight', '40 8'],
  ['en', 'someone', undefined],
  ['en', 'network', undefined],
  ['de', 'Hundertschaft', undefined],
  ['de', 'undund', undefined],
  ['hi', 'चारआठ', undefined],
  ['de', 'fünfundfünfzig'.repeat(6), undefined],
])('%s: %s is %s', (language, word, expected) => {
  expect(parts(word, language)).toBe(expected);
});
