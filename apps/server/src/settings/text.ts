import { mistaken, type Parsed, parsed } from './parsed.ts';

/** A name that is compared as it stands: an issuer, an audience, a claim. */
export const parseName = (text: string): Parsed<string> =>
  text.trim() === text && text.length <= 256
    ? parsed(text)
    : mistaken('must be at most 256 characters without space around them');

export const parseBoolean = (text: string): Parsed<boolean> =>
  text === 'true' || text === 'false' ? parsed(text === 'true') : mistaken('must be true or false');

/** Gives a parser of one of `choices`, spelt exactly. */
export const parseChoice =
  <T extends string>(choices: readonly T[]) =>
  (text: string): Parsed<T> => {
    const choice = choices.find((known) => known === text);
    return choice === undefined ? mistaken(`must be one of ${choices.join(', ')}`) : parsed(choice);
  };

/** Gives a parser of a whole number from `min` to `max`. */
export const parseCount =
  (min: number, max: number) =>
  (text: string): Parsed<number> => {
    const count = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return count >= min && count <= max ? parsed(count) : mistaken(`must be a whole number between ${min} and ${max}`);
  };
