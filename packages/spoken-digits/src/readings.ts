import { mayPart } from './binding.ts';
import { CARDINAL_LIMIT, createCardinals } from './cardinals.ts';
import type { Item } from './item.ts';
import type { LanguageTable } from './language-table.ts';
import { digitValue, numberValue } from './number-value.ts';

/** Items that stand for `digits` when read together; the next reading starts at `end`. */
interface Edge {
  readonly end: number;
  readonly digits: string;
}

/**
 * How a run of number words can be read. `fewest`: the smallest number of digits, or more than `length`; `undefined`
 * where some word fits into no reading. `digits`: that reading, if it is the only one so short. `fits`: some reading
 * has exactly `length` digits.
 */
export interface RunReading {
  readonly fewest: number | undefined;
  readonly digits: string | undefined;
  readonly fits: boolean;
}

const MOST_REPEATS = 6;

/** Every way to read on from the item at `at`. */
function* edgesFrom(
  items: readonly Item[],
  at: number,
  cardinals: ReturnType<typeof createCardinals>,
): Generator<Edge> {
  const item = items[at];
  if (!item) return;
  const { meaning } = item;
  const together = (index: number): boolean => items[index] !== undefined && items[index].link !== 'comma';
  /** The digit at `start`, perhaps with an article before it, so many times. */
  function* repeated(start: number, times: number): Generator<Edge> {
    const article = items[start]?.meaning;
    const digitAt = article?.kind === 'number' && article.article && together(start) ? start + 1 : start;
    const digit = digitValue(items[digitAt]);
    if (digit !== undefined && together(digitAt)) yield { end: digitAt + 1, digits: String(digit).repeat(times) };
  }
  const timesOf = (index: number): number => {
    const count = digitValue(items[index]) ?? 0;
    return count >= 2 && count <= MOST_REPEATS ? count : 0;
  };
  if (meaning.kind === 'and' || (meaning.kind === 'number' && meaning.article)) yield { end: at + 1, digits: '' };
  if (meaning.kind === 'numeral') yield { end: at + 1, digits: meaning.digits };
  if (meaning.kind === 'repeat' || meaning.kind === 'counted') yield* repeated(at + 1, meaning.times);
  for (const { end, value, article } of cardinals(at, CARDINAL_LIMIT)) {
    if (!article) yield { end, digits: String(value) };
  }
  const digit = digitValue(item);
  if (digit === undefined) return;
  const next = items[at + 1]?.meaning;
  if (next?.kind === 'counted' && together(at + 1)) yield { end: at + 2, digits: String(digit).repeat(next.times) };
  if (next?.kind === 'plural' && together(at + 1) && timesOf(at) > 0) {
    yield { end: at + 2, digits: String(next.value).repeat(timesOf(at)) };
  }
  if (next?.kind === 'times' && together(at + 1) && timesOf(at) > 0) yield* repeated(at + 2, timesOf(at));
  if (timesOf(at + 1) > 0 && items[at + 2]?.meaning.kind === 'times' && together(at + 2)) {
    yield { end: at + 3, digits: String(digit).repeat(timesOf(at + 1)) };
  }
}

/** A run in which nothing can be joined: the digits as they stand. */
function plainDigits(items: readonly Item[]): string | undefined {
  let digits = '';
  for (const item of items) {
    if (item.meaning.kind === 'numeral') {
      digits += item.meaning.digits;
      continue;
    }
    const value = numberValue(item);
    if (value === undefined || value > 9) return undefined;
    digits += value;
  }
  return digits;
}

/**
 * Reads a run in all ways at once: for each place in it and each count of digits, up to `length` and one for "more",
 * the digits read so far, or that they differ. Linear in the run, as numbers are short.
 */
export function readRun(items: readonly Item[], length: number, table: LanguageTable): RunReading {
  const plain = plainDigits(items);
  if (plain !== undefined) return { fewest: plain.length, digits: plain, fits: plain.length === length };
  const cardinals = createCardinals(items, table);
  const more = length + 1;
  /** By place and count: the digits, `null` where readings differ. */
  const states: Map<number, string | null>[] = items.map(() => new Map());
  const last = new Map<number, string | null>();
  states[0]?.set(0, '');
  for (const [at, counts] of states.entries()) {
    if (counts.size === 0) continue;
    for (const { end, digits } of edgesFrom(items, at, cardinals)) {
      if (!mayPart(items, end, table)) continue;
      const target = states[end] ?? last;
      for (const [count, soFar] of counts) {
        const total = Math.min(count + digits.length, more);
        const text = soFar === null || total === more ? null : soFar + digits;
        target.set(total, !target.has(total) || target.get(total) === text ? text : null);
      }
    }
  }
  const fewest = last.size === 0 ? undefined : Math.min(...last.keys());
  const digits = fewest === undefined ? undefined : (last.get(fewest) ?? undefined);
  return { fewest, digits, fits: last.has(length) };
}
