import type { Limits } from '@authfactor/engine';
import type { Monitor } from './monitor.ts';
import type { StoreState } from './store-states.ts';

export const INVARIANTS = [
  'no more attempts are compared than the limits allow',
  'a count is never lost',
  'a success clears only what was reserved before it',
  'a right answer is never left counted',
  'one request id is compared at most once',
  'one request id has one outcome',
  'a device is asked at most once',
  'a code to match ends with its challenge',
  'a final state never changes once it was told',
  'verified implies its event, once',
  'verified means a right answer to the credential that stands',
  'a new credential is none of the last five',
  'calls end with an outcome, a refusal or a fault of the store',
] as const;

export type Invariant = (typeof INVARIANTS)[number];

export interface Violation {
  readonly invariant: Invariant;
  readonly detail: string;
}

/** What is looked at after each step of the system. */
export interface Seen {
  readonly monitor: Monitor;
  readonly store: StoreState;
  readonly now: number;
  readonly limits: Limits;
}
