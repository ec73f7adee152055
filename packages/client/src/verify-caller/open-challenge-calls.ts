import { setTimeout as sleep } from 'node:timers/promises';
import { AuthFactorError } from '../auth-factor-error.ts';
import type { Backoff } from '../retry.ts';
import type { AnswerResult } from '../values/answer-result.ts';
import type { Challenge } from '../values/challenge.ts';
import type { Input } from '../values/interaction.ts';
import type { ChallengeCalls } from '../verification-calls.ts';
import { persist } from './persist.ts';
import type { VerifyPace } from './verify-pace.ts';

/** What became of handing an answer over. `closed`: the challenge has ended. `locked`: nothing was compared. */
export type Submitted =
  | { readonly kind: 'taken'; readonly answer: AnswerResult }
  | { readonly kind: 'closed' }
  | { readonly kind: 'locked'; readonly lockedUntil: Date | undefined };

/** The calls about one challenge. Each is repeated, while it fails for a reason that passes, until the challenge is over. */
export interface OpenChallengeCalls {
  /** Waits for another state than that of `seen`. No look comes sooner after the one before than the service wants. */
  look(seen: Challenge): Promise<Challenge>;
  /** Reads the state as it is. `signal` ends this call alone. */
  glance(signal: AbortSignal): Promise<Challenge>;
  /** One answer has one request id, however often it is handed over. */
  submit(input: Input): Promise<Submitted>;
}

export interface OpenChallengeOptions {
  readonly challenges: ChallengeCalls;
  readonly challenge: Challenge;
  readonly sessionId: string;
  /** Of one call, in ms; the wait of a look comes on top. */
  readonly deadlineMs: number;
  readonly pace: VerifyPace;
  readonly backoff: Backoff;
  readonly random: () => number;
  /** Ends all calls, which then reject with its reason. */
  readonly signal: AbortSignal;
}

export const createOpenChallengeCalls = (options: OpenChallengeOptions): OpenChallengeCalls => {
  const { challenges, challenge, sessionId, deadlineMs, pace, backoff, random, signal } = options;
  const ref = { challengeId: challenge.challengeId, sessionId };
  const intervalMs = Math.max(challenge.pollIntervalMs ?? pace.pollIntervalMs, pace.leastPollIntervalMs);
  const end = performance.now() + lifeOf(challenge, pace);
  const repeats = { until: end + pace.graceMs, backoff, random };
  let nextLook = 0;

  const read = async (waitMs: number, ended: AbortSignal): Promise<Challenge> => {
    try {
      return await challenges.get({ ...ref, waitMs }, { deadlineMs: deadlineMs + waitMs, signal: ended });
    } finally {
      nextLook = performance.now() + intervalMs;
    }
  };

  return {
    async look({ state, matchCode }) {
      // A code to match may come later, which is no other state.
      const longest = state === 'awaiting-device' && matchCode === undefined ? pace.codeWaitMs : pace.waitMs;
      await sleep(Math.max(0, nextLook - performance.now()), undefined, { signal }).catch(() =>
        signal.throwIfAborted(),
      );
      const wait = () => Math.ceil(Math.min(longest, Math.max(intervalMs, end - performance.now())));
      return persist(() => read(wait(), signal), { ...repeats, leastMs: intervalMs, signal });
    },

    glance: (ended) => persist(() => read(0, ended), { ...repeats, leastMs: intervalMs, signal: ended }),

    async submit(input) {
      const answer = { ...ref, input, requestId: crypto.randomUUID() };
      try {
        const submit = () => challenges.submitAnswer(answer, { deadlineMs, signal });
        return { kind: 'taken', answer: await persist(submit, { ...repeats, signal }) };
      } catch (error) {
        if (!(error instanceof AuthFactorError)) throw error;
        if (error.reason === 'CHALLENGE_CLOSED') return { kind: 'closed' };
        if (error.reason === 'SUBJECT_LOCKED') return { kind: 'locked', lockedUntil: error.lockedUntil };
        throw error;
      }
    },
  };
};

/** A challenge that was told as open has not ended: where its end seems past, this machine's clock is another. */
const lifeOf = ({ expiresAt }: Challenge, { challengeMs }: VerifyPace): number => {
  const life = expiresAt === undefined ? 0 : expiresAt.getTime() - Date.now();
  return life > 0 ? life : challengeMs;
};
