import type { OpenChallenge } from '../values/challenge.ts';
import type { VerifyRequest } from './verify-request.ts';

export interface DeviceNotices {
  /** Tells the caller where there is something new to tell: a device is awaited, or the code to match is another. */
  show(challenge: OpenChallenge): void;
  /** Nothing is awaited any more. */
  end(): void;
}

/**
 * Keeps what the caller was told. `tell` may take its time; a newer notice, or the end, aborts its signal. `onFault` gets
 * what it throws before that.
 */
export const createDeviceNotices = (
  tell: VerifyRequest['tellCaller'],
  onFault: (fault: unknown) => void,
): DeviceNotices => {
  let current: { readonly matchCode: string | undefined; readonly over: AbortController } | undefined;

  const end = (): void => {
    current?.over.abort(new DOMException('The notice is out of date', 'AbortError'));
    current = undefined;
  };

  return {
    show({ state, challengeId, prompt, matchCode, expiresAt }) {
      if (state !== 'awaiting-device') return end();
      if (current !== undefined && (matchCode === undefined || matchCode === current.matchCode)) return;
      end();
      const over = new AbortController();
      current = { matchCode, over };
      const told = async () => tell({ challengeId, prompt, matchCode, expiresAt, signal: over.signal });
      told().catch((fault: unknown) => {
        if (!over.signal.aborted) onFault(fault);
      });
    },
    end,
  };
};
