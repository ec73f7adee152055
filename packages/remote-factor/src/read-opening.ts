import type { Opening, RenderedPrompt } from '@authfactor/factor';
import { type Challenge, Challenge_State, type Prompt } from '@authfactor/proto';
import { isTransient, type RemoteFailure } from './read-failure.ts';
import { RemoteFactorError } from './remote-factor-error.ts';

const ID_BYTES = 256;
const TEXT_LENGTH = 2_000;
const RETRY_MS = 1_000;
const LOCK_MS = 60_000;

/** What a begin gave. Throws `RemoteFactorError` (`nonsense`). */
export function readOpening(challenge: Challenge | undefined, factorType: string): Opening {
  const id = challenge?.challengeId ?? '';
  if (challenge === undefined || challenge.factorType !== factorType || id === '' || Buffer.byteLength(id) > ID_BYTES) {
    throw new RemoteFactorError('nonsense', `The remote began something else than a challenge of ${factorType}`);
  }
  const { state } = challenge;
  if (state === Challenge_State.UNSPECIFIED || state === Challenge_State.AWAITING_DEVICE) {
    throw new RemoteFactorError('nonsense', `The remote’s challenge of ${factorType} waits for no answer`);
  }
  const prompt = challenge.prompt === undefined ? undefined : readPrompt(challenge.prompt, factorType);
  return { kind: 'opened', handle: id, ...(prompt === undefined ? {} : { prompt }) };
}

/** What a begin that failed means: the subject cannot be asked, or nobody can now. */
export function readRefusedOpening(failure: RemoteFailure, now: number): Opening {
  const retryAfterMs = failure.retryAfterMs ?? RETRY_MS;
  switch (failure.reason) {
    case 'NOT_ENROLLED':
      return { kind: 'refused', reason: 'not-enrolled' };
    case 'SUBJECT_DISABLED':
      return { kind: 'refused', reason: 'disabled' };
    case 'CHALLENGES_DISABLED':
      return { kind: 'refused', reason: 'challenges-disabled' };
    case 'SUBJECT_LOCKED':
      return { kind: 'refused', reason: 'locked', lockedUntil: failure.lockedUntil ?? now + LOCK_MS };
    case 'RATE_LIMITED':
      return { kind: 'refused', reason: 'rate-limited', retryAfterMs };
    default:
      return { kind: 'unavailable', retryAfterMs };
  }
}

/** Whether a failure says that the remote itself is in trouble, rather than that it refuses this subject. */
export const isTrouble = (failure: RemoteFailure): boolean => isTransient(failure) || failure.reason === undefined;

const isPromptId = (text: string, factorType: string): boolean =>
  text.startsWith(`${factorType}.`) && text.length <= 128 && /^[a-z0-9.-]+$/.test(text);

/** The remote's sentence, where it is fit to be said. */
function readPrompt({ promptId, text, languageCode }: Prompt, factorType: string): RenderedPrompt | undefined {
  if (text === '' || text.length > TEXT_LENGTH || /\p{Cc}/u.test(text)) return undefined;
  return {
    promptId: isPromptId(promptId, factorType) ? promptId : `${factorType}.first`,
    text,
    language: /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/.test(languageCode) ? languageCode : 'en',
  };
}
