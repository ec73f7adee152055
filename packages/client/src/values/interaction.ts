import { type InputSchema, InputSpec_Kind as Kind, type Prompt as ProtoPrompt } from '@authfactor/proto';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { CHANNELS, type Channel, createNames } from './names.ts';

/** What was typed or keyed; an empty text is silence. */
export interface TypedInput {
  readonly kind: 'typed';
  readonly text: string;
  readonly channel: 'text' | 'keypad';
}

export interface Transcript {
  readonly transcript: string;
  /** 0 to 1, as the recogniser gave it. */
  readonly confidence?: number;
}

/** What a speech recogniser heard. */
export interface SpeechInput extends Transcript {
  readonly kind: 'speech';
  /** BCP 47; absent: the challenge's. */
  readonly languageCode?: string;
  /** Further hypotheses, the better ones first. */
  readonly alternatives?: readonly Transcript[];
}

/** What the user answered. Secret. */
export type Input = TypedInput | SpeechInput;

/** What an input has to look like. */
export interface InputSpec {
  readonly kind: 'digits' | 'text' | 'none' | 'unknown';
  readonly minLength: number;
  readonly maxLength: number;
  readonly channels: readonly Channel[];
  /** Pause recording, keep it from the language model, redact the transcript. */
  readonly sensitive: boolean;
  /** Enrolment: a confirmation is required. */
  readonly confirm: boolean;
}

/** What to say to the user. */
export interface Prompt {
  /** Stable, for those who bring their own sentences. */
  readonly promptId: string;
  readonly args: Readonly<Record<string, string>>;
  readonly text: string;
  readonly languageCode: string;
  readonly input: InputSpec | undefined;
}

const KINDS = createNames({ digits: Kind.DIGITS, text: Kind.TEXT, none: Kind.NONE });

export const writeInput = (input: Input): MessageInitShape<typeof InputSchema> =>
  input.kind === 'typed'
    ? { value: { case: 'typed', value: { text: input.text, channel: CHANNELS.valueOf(input.channel) } } }
    : {
        value: {
          case: 'speech',
          value: {
            transcript: input.transcript,
            languageCode: input.languageCode ?? '',
            ...(input.confidence === undefined ? {} : { confidence: input.confidence }),
            alternatives: [...(input.alternatives ?? [])],
          },
        },
      };

export const readPrompt = (prompt: ProtoPrompt | undefined): Prompt | undefined =>
  prompt && {
    promptId: prompt.promptId,
    args: prompt.args,
    text: prompt.text,
    languageCode: prompt.languageCode,
    input: prompt.input && {
      kind: KINDS.nameOf(prompt.input.kind) ?? 'unknown',
      minLength: prompt.input.minLength,
      maxLength: prompt.input.maxLength,
      channels: CHANNELS.namesOf(prompt.input.channels),
      sensitive: prompt.input.sensitive,
      confirm: prompt.input.confirm,
    },
  };
