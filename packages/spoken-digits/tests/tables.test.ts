import { describe, expect, test } from 'vitest';
import { cldr } from '../src/gen/cldr.ts';
import { languages } from '../src/gen/languages.ts';
import { compileLexicon, listOf, senseOf } from '../src/lexicon.ts';
import { outcome } from './case-table.ts';

describe.each(Object.keys(languages))('%s', (language) => {
  const table = languages[language];
  if (!table) throw new TypeError(`There is no table for ${language}`);
  const lexicon = compileLexicon(table, cldr[language] ?? {});
  const lists: Readonly<Record<string, string>> = {
    filler: table.fillers,
    separator: table.separators ?? '',
    correction: table.corrections,
    repetition: table.repetitions ?? '',
    retraction: table.retractions ?? '',
    cancel: table.cancels,
    negation: table.negations,
    'digit-noun': table.digitNouns ?? '',
  };

  test.each(Object.entries(lists))(
    'a phrase of its %s list means that, so that no two lists hold the same',
    (kind, words) => {
      const others = listOf(words).filter((word) => senseOf(lexicon, word)?.kind !== kind);
      expect(
        others.filter(
          (word) => kind !== 'filler' || !['and', 'digit-noun'].includes(senseOf(lexicon, word)?.kind ?? ''),
        ),
      ).toEqual([]);
    },
  );

  test('every number word is read as its value', () => {
    for (const words of [cldr[language] ?? {}, table.numbers ?? {}]) {
      for (const [value, list] of Object.entries(words)) {
        for (const word of listOf(list)) {
          const sense = senseOf(lexicon, word);
          if (sense?.kind === 'number' && sense.article) continue;
          expect(outcome(word, language, value.length), word).toBe(value);
        }
      }
    }
  });

  test('no phrase is made of digits only: it would swallow them', () => {
    const digits = new Set(
      [cldr[language] ?? {}, table.numbers ?? {}].flatMap((words) =>
        Object.entries(words).flatMap(([value, list]) => (Number(value) < 10 ? listOf(list) : [])),
      ),
    );
    for (const word of Object.values(lists).flatMap(listOf)) {
      expect(
        word.split(/\s+/).every((part) => digits.has(part)),
        word,
      ).toBe(false);
    }
  });
});
