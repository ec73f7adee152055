/** Stable ids, part of the contract. `history` needs the old PINs, so its check lives with whoever holds them. */
export type PinRule = 'length' | 'repetition' | 'sequence' | 'history';

/** A rule that a PIN breaks. `message` is a sentence for the person who chose the PIN; it never repeats the PIN. */
export interface Violation {
  readonly rule: PinRule;
  readonly message: string;
}
