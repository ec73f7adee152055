import type { Channel } from './factor-info.ts';
import type { Secret } from './secret.ts';

/** What the caller typed or keyed. `text` may be empty: silence. */
export interface TypedAnswer {
  readonly kind: 'typed';
  readonly text: string;
  readonly channel: Channel;
}

export interface Transcript {
  readonly transcript: string;
  /** 0 to 1, as the recogniser gave it. */
  readonly confidence?: number;
}

/** What a speech recogniser heard, the best hypothesis first. */
export interface SpokenAnswer extends Transcript {
  readonly kind: 'spoken';
  /** BCP 47. */
  readonly language: string;
  readonly alternatives: readonly Transcript[];
}

export type Answer = TypedAnswer | SpokenAnswer;

/** Why an answer is not what the factor asks for. Such an answer is never compared and costs no attempt. */
export type UnusableReason = 'no-digits' | 'too-few' | 'too-many' | 'ambiguous' | 'canceled' | 'masked';

/** An answer read into exactly what is compared, or why that cannot be done. */
export type Reading =
  | { readonly kind: 'usable'; readonly value: Secret }
  | { readonly kind: 'unusable'; readonly reason: UnusableReason };
