import type { Sense } from './sense.ts';
import type { Link } from './tokenise.ts';

/** What a stretch of the answer says. `numeral`: digits in ASCII. `foreign`: makes all digits of the answer doubtful. */
export type Meaning =
  | Sense
  | { readonly kind: 'numeral'; readonly digits: string }
  | { readonly kind: 'hash' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'foreign' };

/** A meaning, where it stands, and what was said there. */
export interface Item {
  readonly meaning: Meaning;
  readonly link: Link;
  readonly text: string;
}

/** Whether digits are in it. */
export function holdsDigits({ meaning }: Item): boolean {
  switch (meaning.kind) {
    case 'number':
      return meaning.article !== true;
    case 'scale':
    case 'numeral':
    case 'plural':
      return true;
    default:
      return false;
  }
}

export const FILLER: Meaning = { kind: 'filler' };
export const UNKNOWN: Meaning = { kind: 'unknown' };
export const FOREIGN: Meaning = { kind: 'foreign' };
