import type { Lexicon } from './lexicon.ts';
import type { Sense } from './sense.ts';

/** In UTF-16 code units. The longest spelling of a number below a million in any language here has 64. */
const LONGEST_COMPOUND = 80;

/**
 * Takes a word that consists of number words apart: "achtundvierzig" into acht, und, vierzig. As few parts as possible;
 * `undefined` where something is left over.
 */
export function splitCompound(word: string, { parts, longestPart }: Lexicon): Sense[] | undefined {
  if (parts.size === 0 || word.length < 4 || word.length > LONGEST_COMPOUND) return undefined;
  const best: (Sense[] | undefined)[] = [[]];
  for (let end = 1; end <= word.length; end++) {
    for (let start = Math.max(0, end - longestPart); start < end; start++) {
      const before = best[start];
      const sense = before && parts.get(word.slice(start, end));
      if (!sense || (best[end]?.length ?? Infinity) <= before.length + 1) continue;
      best[end] = [...before, sense];
    }
  }
  const senses = best[word.length];
  return senses?.some(({ kind }) => kind !== 'and') ? senses : undefined;
}
