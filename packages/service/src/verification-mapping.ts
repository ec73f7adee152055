import type { AssertionSigner } from '@authfactor/assertion/sign';
import { MAX_LIFETIME_SECONDS } from '@authfactor/assertion/sign';
import type { AnswerView, BeginChallengeRequest, ChallengeView, VerificationView } from '@authfactor/engine';
import type { Channel as EngineChannel } from '@authfactor/factor';
import {
  type BeginChallengeRequest as BeginChallengeMessage,
  type Challenge,
  Challenge_State,
  ChallengeSchema,
  type SubmitAnswerResponse,
  SubmitAnswerResponse_Outcome,
  SubmitAnswerResponse_Unusable,
  SubmitAnswerResponseSchema,
} from '@authfactor/proto';
import { create } from '@bufbuild/protobuf';
import { durationFromMs, timestampFromMs } from '@bufbuild/protobuf/wkt';
import { channelFromProto, channelToProto } from './enum-mapping.ts';
import { contractError } from './error-mapping.ts';
import { promptToProto } from './interaction-mapping.ts';
import { optionalTimestamp } from './time-mapping.ts';

/** The language of prompts where the request names none, BCP 47. */
export const DEFAULT_LANGUAGE = 'en';

const states = {
  'awaiting-input': Challenge_State.AWAITING_INPUT,
  'awaiting-device': Challenge_State.AWAITING_DEVICE,
  verified: Challenge_State.VERIFIED,
  exhausted: Challenge_State.EXHAUSTED,
  denied: Challenge_State.DENIED,
  reported: Challenge_State.REPORTED,
  expired: Challenge_State.EXPIRED,
  canceled: Challenge_State.CANCELED,
  failed: Challenge_State.FAILED,
} as const;

const outcomes = {
  verified: SubmitAnswerResponse_Outcome.VERIFIED,
  mismatched: SubmitAnswerResponse_Outcome.MISMATCHED,
  unusable: SubmitAnswerResponse_Outcome.UNUSABLE,
  'code-reused': SubmitAnswerResponse_Outcome.CODE_REUSED,
  lost: SubmitAnswerResponse_Outcome.LOST,
} as const;

const unusables = {
  'no-digits': SubmitAnswerResponse_Unusable.NO_DIGITS,
  'too-few': SubmitAnswerResponse_Unusable.TOO_FEW,
  'too-many': SubmitAnswerResponse_Unusable.TOO_MANY,
  ambiguous: SubmitAnswerResponse_Unusable.AMBIGUOUS,
  canceled: SubmitAnswerResponse_Unusable.CANCELED,
  masked: SubmitAnswerResponse_Unusable.MASKED,
} as const;

/** What a challenge becomes on the wire. */
export interface VerificationMapper {
  challenge(view: ChallengeView): Challenge;
  answer(view: AnswerView): SubmitAnswerResponse;
}

/** `now` gives ms since the Unix epoch; an assertion is left out once it has expired. */
export function createVerificationMapper(options: {
  readonly signer: Pick<AssertionSigner, 'sign'>;
  readonly now: () => number;
}): VerificationMapper {
  function mintAssertion(challenge: ChallengeView, verification: VerificationView): string {
    const iat = Math.floor(verification.verifiedAt / 1000);
    const exp = iat + MAX_LIFETIME_SECONDS;
    if (options.now() >= exp * 1000) return '';
    return options.signer.sign({
      aud: verification.client,
      sub: verification.subject,
      tenant: verification.tenant,
      jti: verification.jti,
      iat,
      exp,
      sid: verification.session,
      amr: verification.amr,
      auth_time: iat,
      txn: challenge.challengeId,
      factor: challenge.factorType,
      assurance: verification.assurance,
      channel: verification.channel,
      purpose: verification.purpose,
    });
  }

  function challenge(view: ChallengeView): Challenge {
    const { prompt, pollIntervalMs, attemptsRemaining, matchCode } = view;
    const verification = view.state === 'verified' ? view.verification : undefined;
    return create(ChallengeSchema, {
      challengeId: view.challengeId,
      factorType: view.factorType,
      state: states[view.state],
      ...(prompt === undefined ? {} : { prompt: promptToProto(prompt) }),
      expiresAt: timestampFromMs(view.expiresAt),
      ...(pollIntervalMs === undefined ? {} : { pollInterval: durationFromMs(pollIntervalMs) }),
      ...(attemptsRemaining === undefined ? {} : { attemptsRemaining }),
      ...(verification === undefined
        ? {}
        : {
            verification: {
              verifiedAt: timestampFromMs(verification.verifiedAt),
              channel: channelToProto[verification.channel],
              credentialRevision: BigInt(verification.credentialRevision),
              assertion: mintAssertion(view, verification),
            },
          }),
      matchCode: matchCode ?? '',
    });
  }

  return {
    challenge,
    answer: (view) =>
      create(SubmitAnswerResponseSchema, {
        outcome: outcomes[view.outcome],
        ...(view.unusable === undefined ? {} : { unusable: unusables[view.unusable] }),
        challenge: challenge(view.challenge),
        ...optionalTimestamp('lockedUntil', view.lockedUntil),
      }),
  };
}

/** Takes a validated request. */
export function beginChallengeFromProto(request: BeginChallengeMessage): BeginChallengeRequest {
  return {
    requestId: request.requestId,
    tenant: request.subject?.tenantId ?? '',
    subject: request.subject?.subjectId ?? '',
    factorType: request.factorType,
    session: request.sessionId,
    channels: offeredChannels(request),
    language: request.languageCode || DEFAULT_LANGUAGE,
    purpose: request.purpose,
    origin: request.origin,
  };
}

/** To the engine, no channels are all channels; so a list of unknown ones only must not become an empty one. */
function offeredChannels({ offeredChannels: offered }: BeginChallengeMessage): EngineChannel[] {
  const known = new Set(offered.map(channelFromProto).filter((channel) => channel !== undefined));
  if (known.size > 0 || offered.length === 0) return [...known];
  throw contractError('CHANNEL_UNSUPPORTED', 'None of the offered channels is known here; offer one of the factor');
}
