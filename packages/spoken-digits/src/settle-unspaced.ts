import { holdsDigits, type Item, UNKNOWN } from './item.ts';

const UNSPACED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u30fc\u3007\u25cb]/u;

function scriptOf({ text }: Item): 'kana' | 'hangul' | undefined {
  if (/^[\p{Script=Hiragana}\p{Script=Katakana}\u30fc]/u.test(text)) return 'kana';
  return /^\p{Script=Hangul}/u.test(text) ? 'hangul' : undefined;
}

/**
 * Whether what was found in kana or Hangul written as one is really there. Both have words within words ("しごと" holds
 * four and five), so nothing may be left over, and a single kana is no word: よし is not よ and four.
 */
function isWhole(group: readonly Item[]): boolean {
  if (group.some(({ meaning }) => meaning.kind === 'unknown')) return false;
  const [first] = group;
  const digits = group.filter(holdsDigits);
  const particles = group.filter(({ meaning, text }) => meaning.kind === 'filler' && text.length === 1);
  if (first && particles.includes(first) && scriptOf(first) === 'kana') return digits.length === 0;
  return !(
    digits.length === 1 &&
    digits[0]?.text.length === 1 &&
    particles.length > 0 &&
    first &&
    scriptOf(first) === 'kana'
  );
}

/**
 * Number words in kana or Hangul that are a part of another word are unknown. Being written as one binds the parts of
 * a number only where other numbers stand apart: 四十八 十五 十六.
 */
export function settleUnspaced(items: readonly Item[]): Item[] {
  const settled: Item[] = [];
  const spaced = items.some(
    (item, at) => at > 0 && item.link !== 'glued' && holdsDigits(item) && holdsDigits(items[at - 1] ?? item),
  );
  const isUnknown = (at: number): boolean => items[at]?.meaning.kind === 'unknown';
  for (let start = 0; start < items.length; ) {
    const first = items[start];
    if (!first) break;
    const script = scriptOf(first);
    let end = start + 1;
    while (script && items[end]?.link === 'glued' && scriptOf(items[end] ?? first) === script) end++;
    const group = items.slice(start, end);
    const inWord = (first.link === 'glued' && isUnknown(start - 1)) || (items[end]?.link === 'glued' && isUnknown(end));
    const known = script === undefined || (!inWord && isWhole(group));
    for (const item of group) {
      const link = !spaced && item.link === 'glued' && UNSPACED.test(item.text) ? 'space' : item.link;
      settled.push({ ...item, link, meaning: known ? item.meaning : UNKNOWN });
    }
    start = end;
  }
  return settled;
}
