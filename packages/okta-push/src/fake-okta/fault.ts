import type { Operation } from '../operation.ts';

/**
 * Something that goes wrong with the next calls of an operation. With `takes`, the call does its work all the same, so
 * that a push is sent of which the caller hears nothing.
 */
export type Fault = {
  readonly operation: Operation;
  /** Default: 1. */
  readonly times?: number;
} & FaultKind;

export type FaultKind =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly takes?: boolean;
    }
  /** 429. `concurrent`: the limit on simultaneous calls, which Okta shows as a limit of 0. */
  | { readonly kind: 'rate-limit'; readonly retryAfterSeconds: number; readonly concurrent?: boolean }
  | { readonly kind: 'close'; readonly takes?: boolean }
  /** Takes the call and answers after `ms`; never, where that is left out. */
  | { readonly kind: 'slow'; readonly ms?: number }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'huge' }
  /** Takes the call and answers with these members in place of its own. */
  | { readonly kind: 'change'; readonly body: Readonly<Record<string, unknown>> }
  /** Takes the call and answers with this text as JSON. */
  | { readonly kind: 'text'; readonly text: string };

export interface Faults {
  inject(fault: Fault): void;
  /** The fault of this call, if it has one. */
  next(operation: Operation): FaultKind | undefined;
  clear(): void;
}

export function createFaults(): Faults {
  const injected: { fault: Fault; left: number }[] = [];
  return {
    inject: (fault) => void injected.push({ fault, left: fault.times ?? 1 }),
    next(operation) {
      const found = injected.find((candidate) => candidate.fault.operation === operation && candidate.left > 0);
      if (found === undefined) return undefined;
      found.left -= 1;
      return found.fault;
    },
    clear: () => injected.splice(0),
  };
}
