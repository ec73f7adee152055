import type { Item } from './item.ts';

/** The value of a number word that is no article. */
export function numberValue(item: Item | undefined): number | undefined {
  return item?.meaning.kind === 'number' && !item.meaning.article ? item.meaning.value : undefined;
}

/** The one digit that a number word or a numeral is. */
export function digitValue(item: Item | undefined): number | undefined {
  if (item?.meaning.kind === 'numeral') {
    return item.meaning.digits.length === 1 ? Number(item.meaning.digits) : undefined;
  }
  const value = numberValue(item);
  return value !== undefined && value <= 9 ? value : undefined;
}
