import { cldr } from './gen/cldr.ts';
import { languages } from './gen/languages.ts';
import type { LanguageTable } from './language-table.ts';
import { compileLexicon, type Lexicon } from './lexicon.ts';

/** No words at all: for languages that are not known here. */
const NUMERALS_ONLY: LanguageTable = {
  tens: 'none',
  scales: {},
  fillers: '',
  corrections: '',
  cancels: '',
  negations: '',
};

const bySubtag: ReadonlyMap<string, string> = new Map(
  Object.entries(languages).flatMap(([language, { subtags = [] }]) =>
    [language, ...subtags].map((subtag) => [subtag, language] as const),
  ),
);

const compiled = new Map<string, Lexicon>();

/**
 * The lexicon for a BCP 47 tag (RFC 5646; an underscore will do): that of its language, or of the language that it is
 * counted to (`cmn-Hans-CN` reads as `zh`), or one without words. Compiled once.
 */
export function findLanguage(tag: string): Lexicon {
  const [primary = ''] = tag.trim().toLowerCase().split(/[-_]/, 1);
  const language = bySubtag.get(primary) ?? 'und';
  const known = compiled.get(language);
  if (known) return known;
  const lexicon = compileLexicon(languages[language] ?? NUMERALS_ONLY, cldr[language] ?? {});
  compiled.set(language, lexicon);
  return lexicon;
}
