/** What somebody is asked to key. A PIN is secret for good, a code only until it was used. */
export type Keyed = 'new-pin' | 'new-pin-again' | 'pin' | 'new-code' | 'code';

/** The one who is called: a human at a terminal, or a script. */
export interface Person {
  /** Takes what they key. Rejects with the signal's reason when the demo is stopped, or nobody waits for it any more. */
  enter(what: Keyed, signal: AbortSignal): Promise<string>;
  /** Takes what the QR code of an enrolment holds. Secret: it holds a seed. */
  scan(provisioningUri: string): void;
  /**
   * Is told to look at their phone, and the number to choose there, where there is one yet. Resolves to go on waiting,
   * rejects with `HungUpError` to hang up. The signal aborts when what was told is out of date.
   */
  lookAtPhone(matchCode: string | undefined, signal: AbortSignal): Promise<void>;
}

/** The person ended the call. */
export class HungUpError extends Error {
  constructor() {
    super('The caller hung up');
    this.name = 'HungUpError';
  }
}
