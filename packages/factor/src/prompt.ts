import type { UnusableReason } from './answer.ts';

/** Which sentence is due. The engine chooses the key; the factor renders it. */
export type PromptKey =
  | 'first'
  | 'retry'
  | 'mismatched'
  | 'reused'
  | 'exhausted'
  | 'enroll'
  | 'enroll-retry'
  | `unusable.${UnusableReason}`;

export interface RenderedPrompt {
  /** `<factor type>.<key>`, stable, for integrators who bring their own sentences. */
  readonly promptId: string;
  readonly text: string;
  /** BCP 47 language of `text`: the one asked for, or English where the factor does not speak it. */
  readonly language: string;
}
