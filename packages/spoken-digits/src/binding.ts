import type { Item } from './item.ts';
import type { LanguageTable } from './language-table.ts';

const value = ({ meaning }: Item): number => (meaning.kind === 'number' ? meaning.value : 0);
const isUnit = (number: number): boolean => number >= 1 && number <= 9;
const isTen = (number: number): boolean => number >= 20 && number < 100 && number % 10 === 0;

/** Whether `after` would go on with the number that `before` stands in, if both are of one number. */
function continues(before: Item, after: Item, table: LanguageTable): boolean {
  if (after.meaning.kind === 'scale') return before.meaning.kind === 'numeral' || value(before) > 0;
  const right = value(after);
  if (right === 0) return false;
  if (before.meaning.kind === 'scale') return right < before.meaning.value;
  const left = value(before);
  if (left >= 100 && left % 100 === 0) return right < 100;
  if (table.tens !== 'before-unit') return false;
  if (isTen(left) && isUnit(right)) return true;
  if (!table.vigesimal) return false;
  return (
    (left === 4 && right === 20) ||
    ([20, 60, 80].includes(left) && right < 20) ||
    (left === 10 && right >= 7 && right <= 9)
  );
}

/** As `continues`, with a connector between the two. */
function continuesAcrossAnd(before: Item, after: Item, table: LanguageTable): boolean {
  const right = value(after);
  if (right === 0) return false;
  const left = value(before);
  if (before.meaning.kind === 'scale' || (left >= 100 && left % 100 === 0)) return continues(before, after, table);
  if (table.tens === 'after-unit') return isUnit(left) && isTen(right);
  return table.tensTakeAnd === true && isTen(left) && (isUnit(right) || (table.vigesimal === true && right === 11));
}

/**
 * Whether one number may end and another start at `at`. Not where a hyphen, a compound or a connector binds what
 * would be one number: "twenty-three" is never 20 and 3, "treinta y uno" never 30 and 1.
 */
export function mayPart(items: readonly Item[], at: number, table: LanguageTable): boolean {
  const before = items[at - 1];
  const after = items[at];
  if (!before || !after) return true;
  if (after.meaning.kind === 'and') {
    const beyond = items[at + 1];
    return !beyond || after.link === 'comma' || beyond.link === 'comma' || !continuesAcrossAnd(before, beyond, table);
  }
  return (after.link !== 'hyphen' && after.link !== 'glued') || !continues(before, after, table);
}
