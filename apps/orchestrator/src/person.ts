/** The one who is called: a human at a terminal, or a script. */
export interface Person {
  /** Takes what they key, hidden. Rejects with the signal's reason when the demo is stopped. */
  enter(what: 'new-pin' | 'new-pin-again' | 'answer', signal: AbortSignal): Promise<string>;
}
