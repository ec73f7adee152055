import type { PromptView } from '@authfactor/engine';
import type { Answer, Transcript } from '@authfactor/factor';
import { Channel, type Input, InputSpec_Kind, type Prompt, PromptSchema } from '@authfactor/proto';
import { create } from '@bufbuild/protobuf';
import { channelToProto } from './enum-mapping.ts';
import { contractError } from './error-mapping.ts';

const kinds = { digits: InputSpec_Kind.DIGITS, text: InputSpec_Kind.TEXT, none: InputSpec_Kind.NONE } as const;

export function promptToProto(view: PromptView): Prompt {
  const { kind, minLength, maxLength, sensitive, confirm } = view.input;
  const channels = view.channels.map((channel) => channelToProto[channel]);
  return create(PromptSchema, {
    promptId: view.promptId,
    args: { ...view.args },
    text: view.text,
    languageCode: view.language,
    input: { kind: kinds[kind], minLength, maxLength, channels, sensitive, confirm },
  });
}

/** Takes a validated input. An empty `language` of a spoken answer stands for the challenge's. */
export function inputToAnswer(input: Input | undefined): Answer {
  const given = input?.value ?? { case: undefined };
  switch (given.case) {
    case 'typed': {
      const { text, channel } = given.value;
      return { kind: 'typed', text, channel: channel === Channel.KEYPAD ? 'keypad' : 'text' };
    }
    case 'speech': {
      const { languageCode, alternatives, ...best } = given.value;
      return {
        kind: 'spoken',
        language: languageCode,
        ...toTranscript(best),
        alternatives: alternatives.map(toTranscript),
      };
    }
    case undefined:
      throw contractError('INVALID_REQUEST', 'The input is missing; give what the user typed or said', {
        violations: [{ field: 'input', description: 'value is required' }],
      });
    default:
      return given satisfies never;
  }
}

const toTranscript = (heard: { transcript: string; confidence?: number | undefined }): Transcript => ({
  transcript: heard.transcript,
  ...(heard.confidence === undefined ? {} : { confidence: heard.confidence }),
});
