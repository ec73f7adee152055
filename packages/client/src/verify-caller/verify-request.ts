import type { UnverifiedAnswer } from '../values/answer-result.ts';
import type { Input, Prompt } from '../values/interaction.ts';
import type { BeginChallenge } from '../verification-calls.ts';

/** What the caller is asked. */
export interface Question {
  readonly challengeId: string;
  /** What to say, and what an answer looks like: `prompt.input.sensitive` says to keep it from the language model. */
  readonly prompt: Prompt | undefined;
  /** For the orchestrator, not for the caller. */
  readonly attemptsRemaining: number | undefined;
  readonly expiresAt: Date | undefined;
  /** What became of the answer before; absent for the first question. */
  readonly previous: UnverifiedAnswer | undefined;
  /** Aborts when no answer is awaited any more: stop listening. */
  readonly signal: AbortSignal;
}

/** What the caller is told while their own device is asked. */
export interface DeviceNotice {
  readonly challengeId: string;
  readonly prompt: Prompt | undefined;
  /** Secret: what the caller must pick on the device. Absent where there is none, or none yet: another notice follows. */
  readonly matchCode: string | undefined;
  readonly expiresAt: Date | undefined;
  /** Aborts when the notice is out of date: the device has answered, or another notice follows. Stop talking. */
  readonly signal: AbortSignal;
}

/** Whom to verify, and how to talk to them meanwhile. Which of the two is used is the factor's choice. */
export interface VerifyRequest extends BeginChallenge {
  /**
   * Gets an answer from the caller; asked again for as long as the challenge takes answers. `undefined` gives up. Silence
   * is an answer, with an empty text. What it throws ends the verification.
   */
  askCaller(question: Question): Promise<Input | undefined>;
  /** Tells the caller to look at their device. Verification goes on meanwhile. What it throws ends the verification. */
  tellCaller(notice: DeviceNotice): void | Promise<void>;
}
