import { FILLER, holdsDigits, type Item, type Meaning } from './item.ts';

const nextSaid = (items: readonly Item[], at: number, step: 1 | -1): Item | undefined => {
  for (let index = at + step; ; index += step) {
    const item = items[index];
    if (item?.meaning.kind !== 'filler') return item;
  }
};

/**
 * "The six digit PIN is": a number before "digit" says how many there are, and none of them. Only counts that somebody
 * would give, from two to twelve.
 */
export function dropDigitCounts(items: readonly Item[]): Item[] {
  const kept = [...items];
  for (const [at, item] of items.entries()) {
    if (item.meaning.kind !== 'digit-noun') continue;
    kept[at] = { ...item, meaning: FILLER };
    const before = items[at - 1];
    if (!before || item.link === 'comma') continue;
    const { meaning: count } = before;
    const value = count.kind === 'number' ? count.value : count.kind === 'numeral' ? Number(count.digits) : 0;
    if (value >= 2 && value <= 12) kept[at - 1] = { ...before, meaning: FILLER };
  }
  return kept;
}

/** `#` before all digits reads "number", after them it ends the entry; between them it is anyone's guess. */
export function settleHashes(items: readonly Item[]): Item[] {
  const first = items.findIndex(holdsDigits);
  const last = items.findLastIndex(holdsDigits);
  return items.map((item, at) => {
    if (item.meaning.kind !== 'hash') return item;
    return { ...item, meaning: at > first && at < last ? { kind: 'foreign' } : FILLER };
  });
}

/** `rest` is what counts. `retracted`: digits were taken back and no others given. */
export interface Corrected {
  readonly rest: readonly Item[];
  readonly outcome: 'read' | 'retracted' | 'canceled' | 'unclear';
}

/**
 * Only what follows the last correction counts. A caller who cancels gives nothing; one who gives digits after
 * cancelling is `unclear`, unless it was only what had been said that was taken back ("forget that").
 */
export function applyCorrections(items: readonly Item[]): Corrected {
  const last = (...kinds: readonly Meaning['kind'][]): number =>
    items.findLastIndex(({ meaning }) => kinds.includes(meaning.kind));
  const digitsAfter = (at: number): boolean => items.some((item, index) => index > at && holdsDigits(item));
  const cancel = last('cancel');
  if (cancel >= 0) return { rest: [], outcome: digitsAfter(cancel) ? 'unclear' : 'canceled' };
  const retraction = last('retraction');
  if (retraction >= 0 && !digitsAfter(retraction)) return { rest: [], outcome: 'canceled' };
  const at = last('correction', 'retraction');
  if (at < 0) return { rest: items, outcome: 'read' };
  const rest = items.slice(at + 1);
  if (!rest.some(holdsDigits) && items.some(holdsDigits)) return { rest, outcome: 'retracted' };
  return { rest, outcome: 'read' };
}

/** The parts between "I repeat". */
export function splitRepetitions(items: readonly Item[]): (readonly Item[])[] {
  const parts: Item[][] = [[]];
  for (const item of items) {
    if (item.meaning.kind === 'repetition') parts.push([]);
    else parts.at(-1)?.push(item);
  }
  return parts;
}

const isDigital = (item: Item | undefined): boolean =>
  item !== undefined && (holdsDigits(item) || item.meaning.kind === 'repeat');

/** Whether every digit stands apart from the one before it, as in "oh, four, eight". */
function isList(items: readonly Item[]): boolean {
  const said = items.filter((item) => isDigital(item) || item.meaning.kind === 'interjection');
  return said.length > 2 && said.every(({ link }, at) => at === 0 || link === 'comma');
}

/**
 * "Oh" is zero between digits and next to one; with only a comma between it and the digits it may be either, so it is
 * `doubtful`, unless all stand apart; anywhere else it is an interjection.
 */
export function settleInterjections(items: readonly Item[]): Item[] {
  if (!items.some(({ meaning }) => meaning.kind === 'interjection')) return [...items];
  const settled = [...items];
  const list = isList(items);
  const settle = (at: number): void => {
    const item = settled[at];
    if (item?.meaning.kind !== 'interjection') return;
    const { value } = item.meaning;
    const before = nextSaid(settled, at, -1);
    const after = nextSaid(settled, at, 1);
    const number: Meaning = { kind: 'number', value };
    const [left, right] = [isDigital(before), isDigital(after)];
    const close = (left && item.link !== 'comma') || (right && after?.link !== 'comma' && settled[at + 1] === after);
    if ((left && right) || close) settled[at] = { ...item, meaning: number };
    else if (left || right) settled[at] = { ...item, meaning: list ? number : { kind: 'doubtful', value } };
  };
  for (const at of settled.keys()) settle(at);
  for (const at of [...settled.keys()].reverse()) settle(at);
  return settled.map((item) => (item.meaning.kind === 'interjection' ? { ...item, meaning: FILLER } : item));
}

/** Takes every word that may be a digit as one. */
export function takeDoubtful(items: readonly Item[]): Item[] {
  return items.map((item) =>
    item.meaning.kind === 'doubtful' ? { ...item, meaning: { kind: 'number', value: item.meaning.value } } : item,
  );
}

/**
 * Takes homophones ("for", "to") as digits where they stand among digits: next to one, and not next to a word that
 * would make them an ordinary one ("want to", "code for").
 */
export function takeHomophones(items: readonly Item[]): Item[] {
  const among = (item: Item | undefined): boolean => isDigital(item) || item?.meaning.kind === 'homophone';
  return items.map((item, at) => {
    if (item.meaning.kind !== 'homophone') return item;
    const before = items[at - 1];
    const after = items[at + 1];
    const lead = before?.meaning.kind === 'filler' && before.meaning.lead === true;
    const starts = !before || lead || before.meaning.kind === 'separator' || item.link === 'comma';
    const ends = !after || after.meaning.kind === 'filler' || after.meaning.kind === 'separator';
    const taken = (among(before) || starts) && (among(after) || ends) && (among(before) || among(after));
    return taken ? { ...item, meaning: { kind: 'number', value: item.meaning.value } } : item;
  });
}
