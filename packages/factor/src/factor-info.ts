/** How an answer reaches the service. `out-of-band`: the subject's own device, never through the caller. */
export type Channel = 'text' | 'keypad' | 'speech' | 'out-of-band';

export type Category = 'knowledge' | 'possession' | 'inherence';

export type Assurance = 'low' | 'medium' | 'high';

/** The place of a flow in which a factor is recommended. */
export type Role = 'single' | 'first' | 'second';

export type Capability = 'enroll' | 'out-of-band' | 'cancel' | 'history';

/** Facts about a factor. Which combination of factors suffices is the orchestrator's policy, not the factor's. */
export interface FactorInfo {
  /** Kebab-case and stable: it is part of stored keys and of sealed records. */
  readonly factorType: string;
  /** For people: `Soft PIN`. */
  readonly displayName: string;
  readonly categories: readonly Category[];
  readonly assurance: Assurance;
  /** Authentication method references, RFC 8176 where it has a value. */
  readonly amr: readonly string[];
  readonly phishingResistant: boolean;
  readonly replayResistant: boolean;
  readonly capabilities: readonly Capability[];
  /** Channels by which the factor takes answers. */
  readonly channels: readonly Channel[];
  readonly recommendedRoles: readonly Role[];
  /** Where the user enrols, for factors that are enrolled elsewhere. */
  readonly enrollmentUri?: string;
}

/** What an answer or an enrolment input must look like. Lengths are in characters as typed. */
export interface InputSpec {
  readonly kind: 'digits' | 'text' | 'none';
  readonly minLength: number;
  readonly maxLength: number;
  /** Pause recording, keep it from the language model, redact the transcript. */
  readonly sensitive: boolean;
  /** Enrolment only: the same input must be given twice. */
  readonly confirm: boolean;
}
