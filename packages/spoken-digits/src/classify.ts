import { splitCompound } from './compound.ts';
import { FILLER, FOREIGN, type Item, type Meaning, UNKNOWN } from './item.ts';
import type { Lexicon, PhraseNode } from './lexicon.ts';
import type { Sense } from './sense.ts';
import { settleUnspaced } from './settle-unspaced.ts';
import { isAlphabetic, type Token } from './tokenise.ts';

/** What recognisers and people glue to digits without changing them: ordinal endings and units. */
const UNITS = new Set(
  `st nd rd th er ère ere re e ème eme ième º ª ste de h hr hrs s sec min am pm g kg mg km m cm mm mi ft in lb lbs oz ml
  eur usd gbp mph kmh`.split(/\s+/),
);

interface Match {
  readonly sense: Sense;
  readonly end: number;
}

/** The longest phrase that starts at `start`; `first` stands for the first word. No phrase goes on across a comma. */
function longestPhrase(tokens: readonly Token[], start: number, first: string, root: PhraseNode): Match | undefined {
  let found: Match | undefined;
  let node = root.next.get(first);
  for (let end = start + 1; node; end++) {
    if (node.sense) found = { sense: node.sense, end };
    const token = tokens[end];
    node = token && token.link !== 'comma' ? node.next.get(token.key) : undefined;
  }
  return found;
}

/** A word that is in no list: perhaps an elision ("l'otto"), a connector and a word, or a compound. */
function insideWord(key: string, lexicon: Lexicon): readonly Meaning[] {
  const { next } = lexicon.phrases;
  const apostrophe = key.indexOf("'");
  if (apostrophe > 0) {
    const [before, after] = [key.slice(0, apostrophe), key.slice(apostrophe + 1)];
    const sense = next.get(after)?.sense;
    const known = before.length <= 2 || next.get(before)?.sense?.kind === 'filler' || before.endsWith('ll');
    if (sense && known) return [FILLER, sense];
  }
  return splitCompound(key, lexicon) ?? [UNKNOWN];
}

/** Whether the token at `at` only says what the digits before it count. More digits may follow an hour: 4h15. */
function isUnit(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (token?.link !== 'glued' || !UNITS.has(token.text.toLowerCase())) return false;
  const next = tokens[at + 1];
  return next?.kind !== 'numeral' || next.link !== 'glued' || token.key === 'h';
}

const touches = (token: Token | undefined): boolean =>
  token !== undefined && token.link === 'glued' && isAlphabetic(token);

/** Gives every stretch of the answer its meaning, the longest phrase first. */
export function classify(tokens: readonly Token[], lexicon: Lexicon): Item[] {
  const items: Item[] = [];
  const textOf = (start: number, end: number): string =>
    tokens
      .slice(start, end)
      .map(({ text, link }, index) => (index > 0 && link !== 'glued' ? ` ${text}` : text))
      .join('');
  let unspaced = false;
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at];
    if (!token) break;
    const { kind, key, link, text } = token;
    if (kind === 'character') unspaced = true;
    if (kind === 'hash' || kind === 'star' || kind === 'foreign') {
      items.push({ meaning: kind === 'hash' ? { kind } : FOREIGN, link, text });
      at++;
      continue;
    }
    const match = longestPhrase(tokens, at, key, lexicon.phrases);
    if (match && (kind !== 'numeral' || match.end > at + 1)) {
      const { sense, end } = match;
      const next = tokens[end];
      const mixed = tokens[end - 1]?.kind === 'word' && next?.kind === 'numeral' && next.link === 'glued';
      const spoiled = mixed && isAlphabetic(token) && (sense.kind !== 'filler' || key.length < 3);
      items.push({ meaning: spoiled ? FOREIGN : sense, link, text: end === at + 1 ? text : textOf(at, end) });
      at = end;
      continue;
    }
    at++;
    if (kind === 'numeral') {
      items.push({ meaning: { kind: 'numeral', digits: key }, link, text });
      const unit = tokens[at];
      if (unit && isUnit(tokens, at)) {
        items.push({ meaning: FILLER, link: 'glued', text: unit.text });
        at++;
      } else if (touches(unit)) items.push({ meaning: FOREIGN, link: 'glued', text: '' });
      continue;
    }
    const next = tokens[at];
    if (next?.kind === 'numeral' && next.link === 'glued' && isAlphabetic(token)) {
      items.push({ meaning: FOREIGN, link, text });
      continue;
    }
    const { andPrefix } = lexicon.table;
    if (andPrefix && key.length > 2 && key.startsWith(andPrefix)) {
      const rest = longestPhrase(tokens, at - 1, key.slice(andPrefix.length), lexicon.phrases);
      if (rest) {
        items.push({ meaning: { kind: 'and' }, link, text: andPrefix });
        items.push({ meaning: rest.sense, link: 'space', text: textOf(at - 1, rest.end).slice(andPrefix.length) });
        at = rest.end;
        continue;
      }
    }
    const inside = insideWord(key, lexicon);
    for (const [index, meaning] of inside.entries()) {
      items.push({
        meaning,
        link: index === 0 ? link : 'glued',
        text: inside.length === 1 ? text : `${text}[${index}]`,
      });
    }
  }
  return unspaced ? settleUnspaced(items) : items;
}
