import type { CallOptions } from '../caller.ts';
import type { Backoff } from '../retry.ts';
import type { Challenge } from '../values/challenge.ts';
import type { ChallengeCalls } from '../verification-calls.ts';
import { createDeviceNotices } from './device-notices.ts';
import { driveChallenge } from './drive-challenge.ts';
import { createOpenChallengeCalls } from './open-challenge-calls.ts';
import { DEFAULT_PACE, type VerifyPace } from './verify-pace.ts';
import type { VerifyRequest } from './verify-request.ts';
import type { VerifyResult } from './verify-result.ts';

/**
 * Takes a challenge of either kind from its begin to its end. Rejects with `AuthFactorError` where it cannot begin or go
 * on, with what a callback throws, and with the signal's reason once that aborts; the challenge is withdrawn before, for
 * which it takes 5 s at most. `deadlineMs` is of each call that it makes.
 */
export type Verify = (request: VerifyRequest, options?: CallOptions) => Promise<VerifyResult>;

export interface CreateVerifyOptions {
  readonly challenges: ChallengeCalls;
  /** Of a call, where `verify` is told no other. */
  readonly deadlineMs: number;
  readonly backoff: Backoff;
  readonly random: () => number;
  readonly pace?: VerifyPace;
}

export const createVerify = (parts: CreateVerifyOptions): Verify => {
  const { challenges, backoff, random, pace = DEFAULT_PACE } = parts;

  return async (
    { askCaller, tellCaller, ...request },
    { signal: given, deadlineMs = parts.deadlineMs }: CallOptions = {},
  ) => {
    given?.throwIfAborted();
    const { sessionId } = request;
    const stop = new AbortController();
    const { signal } = stop;
    const stopped = Promise.withResolvers<never>();
    stopped.promise.catch(() => undefined);
    signal.addEventListener('abort', () => stopped.reject(signal.reason), { once: true });
    const onAbort = () => stop.abort(given?.reason);
    given?.addEventListener('abort', onAbort, { once: true });
    const notices = createDeviceNotices(tellCaller, (fault) => stop.abort(fault));

    // Not ended by the given signal: only a challenge whose id is known can be withdrawn.
    const abandon = new AbortController();
    const begun = challenges.begin(request, { deadlineMs, signal: abandon.signal });
    const withdraw = async (): Promise<Challenge | undefined> => {
      const timer = setTimeout(() => abandon.abort(), pace.withdrawMs);
      try {
        const { challengeId } = await begun;
        return await challenges.cancel({ challengeId, sessionId }, { signal: abandon.signal });
      } catch {
        return undefined;
      } finally {
        clearTimeout(timer);
      }
    };

    try {
      const challenge = await Promise.race([begun, stopped.promise]);
      const calls = createOpenChallengeCalls({
        challenges,
        challenge,
        sessionId,
        deadlineMs,
        pace,
        backoff,
        random,
        signal,
      });
      return await driveChallenge(challenge, {
        askCaller,
        notices,
        calls,
        withdraw,
        watchMs: pace.watchMs,
        signal,
      });
    } catch (error) {
      const cause = signal.aborted ? signal.reason : error;
      await withdraw();
      throw cause;
    } finally {
      given?.removeEventListener('abort', onAbort);
      notices.end();
    }
  };
};
