import {
  type Challenge,
  ChallengeSchema,
  SubmitAnswerResponse_Outcome as Outcome,
  Challenge_State as State,
  SubmitAnswerResponseSchema,
} from '@authfactor/proto';
import { isMessage, type Message } from '@bufbuild/protobuf';
import type { Exchange } from '../calls.ts';
import type { Watcher } from '../watcher.ts';

const FIRST_FINAL = 10;

/** Every challenge that is told has a state, and a result exactly where it is verified. */
export const watchChallenges = (): Watcher => ({
  look({ method, answer }: Exchange) {
    if (answer.kind === 'error') return undefined;
    const { message } = answer;
    const challenge = challengeOf(message);
    const wrong = challenge === undefined ? undefined : mistakeOf(challenge);
    if (wrong !== undefined) return `${method} answered with a challenge ${wrong}`;
    if (!isMessage(message, SubmitAnswerResponseSchema)) return undefined;
    if (message.outcome === Outcome.UNSPECIFIED) return `${method} answered without an outcome`;
    if ((message.unusable !== 0) !== (message.outcome === Outcome.UNUSABLE)) {
      return `${method} answered with \`unusable\` set for another outcome, or not set for OUTCOME_UNUSABLE`;
    }
    return undefined;
  },
});

function challengeOf(message: Message): Challenge | undefined {
  const { challenge } = Object(message);
  return isMessage(challenge, ChallengeSchema) ? challenge : undefined;
}

function mistakeOf({ state, verification, matchCode }: Challenge): string | undefined {
  if (state === State.UNSPECIFIED) return 'without a state';
  if ((state === State.VERIFIED) !== (verification !== undefined)) {
    return 'that is verified without a verification, or has one without being verified';
  }
  return state >= FIRST_FINAL && matchCode !== '' ? 'that is final and has a match_code' : undefined;
}
