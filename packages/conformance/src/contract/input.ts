import { Channel, type InputSchema } from '@authfactor/proto';
import type { MessageInitShape } from '@bufbuild/protobuf';

/** An answer as its channel carries it. */
export function inputOf(text: string, channel: Channel): MessageInitShape<typeof InputSchema> {
  return channel === Channel.SPEECH
    ? { value: { case: 'speech', value: { transcript: text, languageCode: 'en' } } }
    : { value: { case: 'typed', value: { text, channel } } };
}
