import { randomInt } from 'node:crypto';

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Twenty letters and digits, the first three of which say what it is of, as in Okta. */
export function newOktaId(prefix: '00u' | 'opf' | 'mst' | '0oa'): string {
  const rest = Array.from({ length: 17 }, () => LETTERS[randomInt(LETTERS.length)]);
  return prefix + rest.join('');
}
