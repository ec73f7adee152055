import { clean } from './clean.ts';
import { fold } from './fold.ts';
import type { LanguageTable, Words } from './language-table.ts';
import type { Sense } from './sense.ts';
import { tokenise } from './tokenise.ts';

/** A step into a phrase: what the phrase says if it ends here, and how it may go on. */
export interface PhraseNode {
  sense?: Sense;
  readonly next: Map<string, PhraseNode>;
}

/** A language, ready to be read. */
export interface Lexicon {
  readonly table: LanguageTable;
  readonly phrases: PhraseNode;
  /** What a compound word may consist of; empty where number words are not written together. */
  readonly parts: ReadonlyMap<string, Sense>;
  /** In UTF-16 code units. */
  readonly longestPart: number;
}

/** Words by value, as in `gen/cldr.ts`. */
export type NumberWords = Readonly<Record<number, Words>>;

/** The words of a table's list. */
export function listOf(words: Words): string[] {
  return words
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

function withMarks(sense: Sense, alsoWord: boolean, maybeArticle: boolean): Sense {
  if (sense.kind !== 'number') return sense;
  return { ...sense, ...(alsoWord ? { alsoWord } : {}), ...(maybeArticle ? { maybeArticle } : {}) };
}

function* sensesOf(table: LanguageTable, cldr: NumberWords): Generator<readonly [string, Sense]> {
  const plain = (words: Words | undefined, sense: Sense) =>
    listOf(words ?? '').map((word): readonly [string, Sense] => [word, sense]);
  const valued = (words: NumberWords | undefined, sense: (value: number) => Sense) =>
    Object.entries(words ?? {}).flatMap(([value, list]) => plain(list, sense(Number(value))));
  yield* valued(table.scales, (value) => ({ kind: 'scale', value }));
  yield* plain(table.articles, { kind: 'number', value: 1, article: true });
  const also = new Set(listOf(table.alsoWords ?? '').map(fold));
  const either = new Set(listOf(table.articlesOrOnes ?? '').map(fold));
  for (const [word, sense] of [cldr, table.numbers].flatMap((words) =>
    valued(words, (value) => ({ kind: 'number', value })),
  )) {
    yield [word, withMarks(sense, also.has(fold(word)), either.has(fold(word)))];
  }
  yield* plain(table.and, { kind: 'and' });
  yield* valued(table.repeats, (times) => ({ kind: 'repeat', times }));
  yield* valued(table.counted, (times) => ({ kind: 'counted', times }));
  yield* plain(table.times, { kind: 'times' });
  yield* valued(table.plurals, (value) => ({ kind: 'plural', value }));
  yield* plain(table.digitNouns, { kind: 'digit-noun' });
  yield* valued(table.homophones, (value) => ({ kind: 'homophone', value }));
  yield* valued(table.interjections, (value) => ({ kind: 'interjection', value }));
  yield* valued(table.doubtful, (value) => ({ kind: 'doubtful', value }));
  yield* plain(table.leads, { kind: 'filler', lead: true });
  yield* plain(table.ignorance, { kind: 'ignorance' });
  yield* plain(table.corrections, { kind: 'correction' });
  yield* plain(table.repetitions, { kind: 'repetition' });
  yield* plain(table.retractions, { kind: 'retraction' });
  yield* plain(table.cancels, { kind: 'cancel' });
  yield* plain(table.negations, { kind: 'negation' });
  yield* plain(table.separators, { kind: 'separator' });
  yield* plain(table.fillers, { kind: 'filler' });
}

function partsOf({ inCompounds, and, compounds }: LanguageTable, senses: readonly (readonly [string, Sense])[]) {
  const parts = new Map<string, Sense>();
  if (!compounds) return parts;
  for (const [word, sense] of senses) {
    const key = fold(word);
    if ((sense.kind === 'number' || sense.kind === 'scale') && /^\p{L}{2,}$/u.test(key)) parts.set(key, sense);
  }
  for (const word of listOf(inCompounds?.and ?? '')) if (and) parts.set(fold(word), { kind: 'and' });
  for (const [value, words] of Object.entries(inCompounds?.scales ?? {})) {
    for (const word of listOf(words)) parts.set(fold(word), { kind: 'scale', value: Number(value) });
  }
  return parts;
}

/** Compiles a table and CLDR's words. Where a phrase stands in several lists of the table, the first sense holds. */
export function compileLexicon(table: LanguageTable, cldr: NumberWords): Lexicon {
  const phrases: PhraseNode = { next: new Map() };
  const senses = [...sensesOf(table, cldr)];
  for (const [phrase, sense] of senses) {
    let node = phrases;
    for (const { key } of tokenise(clean(phrase))) {
      const next: PhraseNode = node.next.get(key) ?? { next: new Map() };
      node.next.set(key, next);
      node = next;
    }
    node.sense ??= sense;
  }
  const parts = partsOf(table, senses);
  return { table, phrases, parts, longestPart: Math.max(0, ...[...parts.keys()].map((part) => part.length)) };
}

/** What `phrase` says, if it is in the lexicon as a whole. For tests of the tables. */
export function senseOf(lexicon: Lexicon, phrase: string): Sense | undefined {
  let node: PhraseNode | undefined = lexicon.phrases;
  for (const { key } of tokenise(clean(phrase))) node = node?.next.get(key);
  return node?.sense;
}
