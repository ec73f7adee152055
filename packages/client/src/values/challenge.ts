import { type Challenge as ProtoChallenge, Challenge_State as State } from '@authfactor/proto';
import { type Prompt, readPrompt } from './interaction.ts';
import { CHANNELS, type Channel, createNames } from './names.ts';
import { dateOf, millisecondsOf } from './time.ts';

/** How a challenge was verified. */
export interface Verification {
  readonly verifiedAt: Date | undefined;
  readonly channel: Channel | undefined;
  readonly credentialRevision: number;
  /** Secret: the signed factor assertion (JWT). Absent once it has expired. */
  readonly assertion: string | undefined;
}

interface ChallengeBase {
  readonly challengeId: string;
  readonly factorType: string;
  readonly prompt: Prompt | undefined;
  readonly expiresAt: Date | undefined;
  /** Out of band: how long to wait between two looks. */
  readonly pollIntervalMs: number | undefined;
  readonly attemptsRemaining: number | undefined;
  /** Secret: what the user must pick on the device. */
  readonly matchCode: string | undefined;
}

export interface VerifiedChallenge extends ChallengeBase {
  readonly state: 'verified';
  readonly final: true;
  readonly verification: Verification;
}

export interface OpenChallenge extends ChallengeBase {
  readonly state: 'awaiting-input' | 'awaiting-device' | 'unknown';
  readonly final: false;
}

export interface FailedChallenge extends ChallengeBase {
  readonly state: 'exhausted' | 'denied' | 'reported' | 'expired' | 'canceled' | 'failed' | 'unknown';
  readonly final: true;
}

/** One question to one caller. In a state `unknown`, newer than this client, it is not verified. */
export type Challenge = VerifiedChallenge | OpenChallenge | FailedChallenge;

const OPEN_STATES = createNames({
  'awaiting-input': State.AWAITING_INPUT,
  'awaiting-device': State.AWAITING_DEVICE,
});

const FAILED_STATES = createNames({
  exhausted: State.EXHAUSTED,
  denied: State.DENIED,
  reported: State.REPORTED,
  expired: State.EXPIRED,
  canceled: State.CANCELED,
  failed: State.FAILED,
});

/** The contract: 10 and above are final, whatever they mean. */
const FIRST_FINAL_STATE = 10;

export const readChallenge = (challenge: ProtoChallenge | undefined): Challenge => {
  const state = challenge?.state ?? State.UNSPECIFIED;
  const verification = challenge?.verification;
  const base: ChallengeBase = {
    challengeId: challenge?.challengeId ?? '',
    factorType: challenge?.factorType ?? '',
    prompt: readPrompt(challenge?.prompt),
    expiresAt: dateOf(challenge?.expiresAt),
    pollIntervalMs: millisecondsOf(challenge?.pollInterval),
    attemptsRemaining: challenge?.attemptsRemaining,
    matchCode: challenge?.matchCode || undefined,
  };
  if (state === State.VERIFIED && verification !== undefined) {
    return {
      ...base,
      state: 'verified',
      final: true,
      verification: {
        verifiedAt: dateOf(verification.verifiedAt),
        channel: CHANNELS.nameOf(verification.channel),
        credentialRevision: Number(verification.credentialRevision),
        assertion: verification.assertion || undefined,
      },
    };
  }
  return state >= FIRST_FINAL_STATE
    ? { ...base, state: FAILED_STATES.nameOf(state) ?? 'unknown', final: true }
    : { ...base, state: OPEN_STATES.nameOf(state) ?? 'unknown', final: false };
};
