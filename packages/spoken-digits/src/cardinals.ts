import type { Item } from './item.ts';
import type { LanguageTable } from './language-table.ts';
import { numberValue } from './number-value.ts';

/** A number that reaches to the item before `end`. `article`: it is nothing but an article, a one only inside others. */
export interface Cardinal {
  readonly end: number;
  readonly value: number;
  readonly article: boolean;
}

/** Below this, cardinals are read as one number. */
export const CARDINAL_LIMIT = 1_000_000;

const isTen = (value: number): boolean => value >= 20 && value < 100 && value % 10 === 0;

/** All the numbers that start at an item, by the grammar of the language. As each is short, the work is bounded. */
export type Cardinals = (start: number, below: number) => readonly Cardinal[];

export function createCardinals(items: readonly Item[], table: LanguageTable): Cardinals {
  const scales = Object.keys(table.scales).map(Number);
  const memo = new Map<number, readonly Cardinal[]>();
  const meaningAt = (at: number) => items[at]?.meaning;
  const scaleAt = (at: number): number => {
    const meaning = meaningAt(at);
    return meaning?.kind === 'scale' ? meaning.value : 0;
  };
  /** A number may go on to `at`: a comma ends it, except the one that is written after "thousand". */
  const goesOn = (at: number): boolean => items[at]?.link !== 'comma' || scaleAt(at - 1) >= 1000;
  /** Where a part may start that follows the one before `at`, with or without a connector. */
  function* partStarts(at: number): Generator<number> {
    if (at >= items.length || !goesOn(at)) return;
    yield at;
    if (meaningAt(at)?.kind === 'and' && at + 1 < items.length && items[at + 1]?.link !== 'comma') yield at + 1;
  }
  const coefficientBelow = (scale: number): number => {
    if (scale === 10) return 10;
    if (scale === 100) return table.longHundreds ? 100 : 10;
    if (scale === 1000) return scales.includes(10000) ? 10 : 1000;
    return scale === 100000 ? 100 : scale;
  };

  /** What follows a ten, by language: a unit, or with twenties anything below twenty. */
  function* afterTen(at: number, ten: number): Generator<Cardinal> {
    const limit = table.vigesimal && (ten === 60 || ten === 80) ? 20 : 10;
    for (const start of partStarts(at)) {
      for (const { end, value } of read(start, limit)) {
        if (value > 0) yield { end, value: ten + value, article: false };
      }
    }
  }

  function* simple(start: number): Generator<Cardinal> {
    const meaning = meaningAt(start);
    if (meaning?.kind === 'numeral') {
      if (/^[1-9]\d{0,5}$/.test(meaning.digits))
        yield { end: start + 1, value: Number(meaning.digits), article: false };
      return;
    }
    if (meaning?.kind !== 'number') return;
    const { value } = meaning;
    const end = start + 1;
    yield { end, value, article: meaning.article === true };
    if (value >= 100 && value % 100 === 0) {
      yield* afterScale(end, value, value % 1000 === 0 ? 1000 : 100);
    } else if (table.tens === 'before-unit' && (isTen(value) || (value === 10 && table.tenTakesUnit))) {
      yield* afterTen(end, value);
    } else if (
      table.tens === 'after-unit' &&
      value >= 1 &&
      value <= 9 &&
      meaningAt(end)?.kind === 'and' &&
      goesOn(end)
    ) {
      const ten = numberValue(items[end + 1]);
      if (ten !== undefined && isTen(ten) && goesOn(end + 1)) {
        yield { end: end + 2, value: ten + value, article: false };
      }
    }
    if (!table.vigesimal || !goesOn(end)) return;
    const next = numberValue(items[end]);
    if (next === undefined) return;
    if (value === 10 && next >= 7 && next <= 9) yield { end: end + 1, value: 10 + next, article: false };
    if (value === 4 && next === 20) {
      yield { end: end + 1, value: 80, article: false };
      yield* afterTen(end + 1, 80);
    }
  }

  function* afterScale(at: number, head: number, scale: number): Generator<Cardinal> {
    for (const start of partStarts(at)) {
      const filled = table.zeroFillsPlaces === true && numberValue(items[start]) === 0;
      for (const { end, value } of read(filled ? start + 1 : start, scale)) {
        if (value === 0) continue;
        yield { end, value: head + value, article: false };
        const bare = table.zeroFillsPlaces && !filled && scale >= 100 && value < 10;
        if (bare) yield { end, value: head + value * (scale / 10), article: false };
      }
    }
  }

  function* scaled(start: number, below: number): Generator<Cardinal> {
    for (const scale of scales) {
      if (scale >= below) break;
      const heads: (readonly [end: number, value: number])[] = [];
      if (scaleAt(start) === scale) heads.push([start + 1, scale]);
      for (const { end, value } of read(start, coefficientBelow(scale))) {
        if (value > 0 && scaleAt(end) === scale && goesOn(end)) heads.push([end + 1, value * scale]);
      }
      for (const [end, value] of heads) {
        yield { end, value, article: false };
        yield* afterScale(end, value, scale);
      }
    }
  }

  function read(start: number, below: number): readonly Cardinal[] {
    const key = start * 8 + Math.round(Math.log10(below));
    const known = memo.get(below === 20 ? -1 - start : key);
    if (known) return known;
    const found = new Map<number, Cardinal>();
    for (const parts of [simple(start), scaled(start, below)]) {
      for (const cardinal of parts) {
        if (cardinal.value < below) found.set(cardinal.end * CARDINAL_LIMIT + cardinal.value, cardinal);
      }
    }
    const cardinals = [...found.values()];
    memo.set(below === 20 ? -1 - start : key, cardinals);
    return cardinals;
  }

  return read;
}
