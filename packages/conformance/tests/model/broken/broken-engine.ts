import type { AccountDocument, ChallengeEntry, Store } from '@authfactor/engine';
import type { Invariant } from '../invariants.ts';
import type { ProcessSpec } from '../process-spec.ts';
import type { Bounds } from '../scenario.ts';
import { within } from '../scenarios/set-up.ts';
import type { BrokenModule } from './broken-code.ts';

/** The real engine with one rule of the accounting taken away, and what must give it away. */
export interface BrokenEngine {
  readonly name: string;
  readonly scenario: string;
  readonly bounds: Bounds;
  readonly caughtBy: readonly Invariant[];
  readonly modules?: readonly BrokenModule[];
  /** Breaks the store that all processes share. */
  readonly wrapStore?: (store: Store) => Store;
  /** Breaks how each process uses it. */
  readonly wrapProcess?: ProcessSpec['wrap'];
}

export const LIMIT = 'no more attempts are compared than the limits allow';
export const COUNT = 'a count is never lost';
export const SUCCESS = 'a success clears only what was reserved before it';
export const ONE_COMPARISON = 'one request id is compared at most once';
export const ONE_OUTCOME = 'one request id has one outcome';
export const FINAL = 'a final state never changes once it was told';
export const EVENT = 'verified implies its event, once';
export const ONE_ASKING = 'a device is asked at most once';
export const CODE = 'a code to match ends with its challenge';
export const RIGHT = 'a right answer is never left counted';
export const HISTORY = 'a new credential is none of the last five';
export const ENDS = 'calls end with an outcome, a refusal or a fault of the store';
export const STANDING = 'verified means a right answer to the credential that stands';

export const GUESSES = 'three wrong answers to two challenges';
export const ONE_ID = 'one request id at two processes, either of which may die';
export const RIGHT_BESIDE_WRONG = 'a right answer beside two wrong ones';
export const EXPIRING = 'an answer, a cancel and a read while the challenge expires';

export const BUSY_DEVICE = 'a device that is busy at first, begun by two';
export const LATE_CODE = 'a device that shows its code late, polled and canceled';

export const NO_FAULTS = within(0, 0, 0);

export const withEntry = (
  account: AccountDocument,
  id: string,
  change: (entry: ChallengeEntry) => ChallengeEntry,
): AccountDocument => {
  const entry = account.challenges[id];
  return entry === undefined ? account : { ...account, challenges: { ...account.challenges, [id]: change(entry) } };
};

export const withoutAnswer = (entry: ChallengeEntry, requestId: string): ChallengeEntry => ({
  ...entry,
  answers: Object.fromEntries(Object.entries(entry.answers).filter(([id]) => id !== requestId)),
});
