import type { Caller } from '@authfactor/engine';

/** `why` is a sentence for the API's caller and never holds anything of the token. */
export type Authentication =
  | { readonly kind: 'authenticated'; readonly caller: Caller }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'unavailable'; readonly why: string };

/** Turns a bearer token into who calls. `unavailable`: nobody can tell right now, e.g. the keys cannot be fetched. */
export interface Authenticator {
  authenticate(token: string): Promise<Authentication>;
}
