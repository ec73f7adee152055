/** What a word or phrase says. `value` of a number is below a million; that of a scale a power of ten. */
export type Sense =
  | {
      readonly kind: 'number';
      readonly value: number;
      /** An article, a one only inside a larger number. */
      readonly article?: boolean;
      /** An article before an unknown word, a one elsewhere. */
      readonly maybeArticle?: boolean;
      /** An ordinary word as well. */
      readonly alsoWord?: boolean;
    }
  | { readonly kind: 'scale'; readonly value: number }
  | { readonly kind: 'and' }
  | { readonly kind: 'repeat'; readonly times: number }
  | { readonly kind: 'counted'; readonly times: number }
  | { readonly kind: 'times' }
  | { readonly kind: 'plural'; readonly value: number }
  | { readonly kind: 'homophone'; readonly value: number }
  | { readonly kind: 'interjection'; readonly value: number }
  | { readonly kind: 'doubtful'; readonly value: number }
  | { readonly kind: 'digit-noun' }
  | { readonly kind: 'filler'; readonly lead?: boolean }
  | { readonly kind: 'separator' }
  | { readonly kind: 'ignorance' }
  | { readonly kind: 'correction' }
  | { readonly kind: 'repetition' }
  | { readonly kind: 'retraction' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'negation' };
