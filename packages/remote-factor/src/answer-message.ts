import { type Answer, type Reading, Secret, type Transcript } from '@authfactor/factor';
import { Channel, type Input, InputSchema } from '@authfactor/proto';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';

/**
 * The whole answer as the message that goes to the remote: only the remote can read it. Silence ends here, because it
 * is not an answer to any factor. `language`: the challenge's, for an answer that names none.
 */
export function readForRemote(answer: Answer, language: string): Reading {
  const hypotheses = answer.kind === 'typed' ? [answer.text] : heard(answer).map(({ transcript }) => transcript);
  if (hypotheses.every((text) => text.trim() === '')) return { kind: 'unusable', reason: 'no-digits' };
  return { kind: 'usable', value: new Secret(toBinary(InputSchema, messageOf(answer, language))) };
}

/** The message again. Its strings cannot be wiped: drop it when the call has ended. */
export function inputFrom(value: Secret): Input {
  return fromBinary(InputSchema, value.reveal());
}

function messageOf(answer: Answer, language: string): Input {
  if (answer.kind === 'typed') {
    const channel = answer.channel === 'keypad' ? Channel.KEYPAD : Channel.TEXT;
    return create(InputSchema, { value: { case: 'typed', value: { text: answer.text, channel } } });
  }
  const { alternatives, transcript, confidence } = answer;
  return create(InputSchema, {
    value: {
      case: 'speech',
      value: {
        ...transcriptOf({ transcript, ...(confidence === undefined ? {} : { confidence }) }),
        languageCode: answer.language || language,
        alternatives: alternatives.map(transcriptOf),
      },
    },
  });
}

const heard = (answer: Extract<Answer, { kind: 'spoken' }>): readonly Transcript[] => [answer, ...answer.alternatives];

const transcriptOf = ({ transcript, confidence }: Transcript) => ({
  transcript,
  ...(confidence === undefined ? {} : { confidence }),
});
