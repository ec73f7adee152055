/**
 * Why an answer is not the digits that were asked for. `ambiguous`: there are digits, but anything that could be made of
 * them would be a guess. `canceled`: the caller asked to stop. `masked`: a redactor has hidden the digits before they
 * came here.
 */
export type UnusableReason = 'no-digits' | 'too-few' | 'too-many' | 'ambiguous' | 'canceled' | 'masked';

/** `digits` are ASCII digits, exactly as many as were asked for. */
export type DigitReading =
  | { readonly kind: 'digits'; readonly digits: string }
  | { readonly kind: 'unusable'; readonly reason: UnusableReason };

export interface ReadDigitsOptions {
  /** BCP 47: the language that the caller speaks. Where it is not known, digits are read and words are not. */
  readonly language: string;
  /** How many digits are asked for. */
  readonly length: number;
  /**
   * How the text came here. `speech`: from a recogniser, which may have written a digit as another word. `keypad`: keys,
   * where `*` clears and `#` ends.
   */
  readonly channel: 'text' | 'keypad' | 'speech';
}

export const unusable = (reason: UnusableReason): DigitReading => ({ kind: 'unusable', reason });
