import type { AccountDocument } from '../documents.ts';

/** What a transition decides: the account's next version and a result, or a result that needs no write. */
export type Step<T> =
  | { readonly kind: 'write'; readonly next: AccountDocument; readonly result: T }
  | { readonly kind: 'keep'; readonly result: T };

export const write = <T>(next: AccountDocument, result: T): Step<T> => ({ kind: 'write', next, result });

export const keep = <T>(result: T): Step<T> => ({ kind: 'keep', result });
