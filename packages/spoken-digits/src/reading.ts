/**
 * Why an answer is not the digits that were asked for. `ambiguous`: there are digits, but not only digits, so that
 * anything else would be a guess. `canceled`: the caller asked to stop; only speech can say that. `masked`: a redactor
 * has hidden the digits before they came here.
 */
export type UnusableReason = 'no-digits' | 'too-few' | 'too-many' | 'ambiguous' | 'canceled' | 'masked';

/** `digits` are ASCII digits, exactly as many as were asked for. */
export type DigitReading =
  | { readonly kind: 'digits'; readonly digits: string }
  | { readonly kind: 'unusable'; readonly reason: UnusableReason };

export interface ReadDigitsOptions {
  /** BCP 47: the language that the caller speaks. Typed digits mean the same in all of them. */
  readonly language: string;
  /** How many digits are asked for. */
  readonly length: number;
  /** How the text came here. Number words are not read yet: `speech` takes numerals only, as `text` does. */
  readonly channel: 'text' | 'keypad' | 'speech';
}
