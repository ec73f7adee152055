import type { PromptArgs } from './prompt-catalogue.ts';

/**
 * The sentence that says how many attempts are left, with a space before it: `one` for the last one, `other` otherwise.
 * Nothing where the count is missing.
 */
export function attemptsLeft(
  { attempts_remaining: left = '' }: PromptArgs,
  one: string,
  other: (left: string) => string,
) {
  if (!/^\d{1,3}$/.test(left)) return '';
  return left === '1' ? ` ${one}` : ` ${other(left)}`;
}
