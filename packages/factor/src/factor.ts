import type { Answer, Reading, UnusableReason } from './answer.ts';
import type { FactorInfo, InputSpec } from './factor-info.ts';
import type { PromptKey, RenderedPrompt } from './prompt.ts';
import type { Secret } from './secret.ts';

/** Whose credential it is. Part of what a sealed record is bound to. */
export interface CredentialContext {
  readonly tenant: string;
  readonly subject: string;
  readonly factorType: string;
  /** Counts the subject's credentials for this factor, from 1. */
  readonly generation: number;
}

/** A stored credential. `record` is the factor's own, opaque to everyone else. */
export interface CredentialRecord {
  readonly generation: number;
  readonly record: string;
}

/** Bounds on the wait for admission. */
export interface AdmissionLimits {
  /** When the caller gives up, in ms since the Unix epoch. */
  readonly deadline?: number;
  readonly signal: AbortSignal;
}

/** The right to do one expensive piece of work. Dispose it when the work is done. */
export interface Permit extends Disposable {}

export type Admission =
  | { readonly kind: 'admitted'; readonly permit: Permit }
  | { readonly kind: 'overloaded'; readonly retryAfterMs: number };

/** The challenge that is asked. Nothing of it changes while it lives. */
export interface ChallengeContext {
  readonly challengeId: string;
  /** The orchestrator's session. */
  readonly session: string;
  /** The operation that the verification is for; may be empty. */
  readonly purpose: string;
  /** Of the prompts, BCP 47. */
  readonly language: string;
}

/** What `open` gets to see. */
export interface OpenRequest {
  readonly context: CredentialContext;
  readonly challenge: ChallengeContext;
  /** Aborts when the caller gives up. */
  readonly signal: AbortSignal;
}

/**
 * What became of `open`. `handle` comes back with each comparison of the challenge, or with `start`; `prompt` is what to
 * say first, where the factor's own `prompt` cannot know it. `refused`: the subject cannot be asked. `unavailable`: nobody
 * can be, now.
 */
export type Opening =
  | { readonly kind: 'opened'; readonly handle: string; readonly prompt?: RenderedPrompt }
  | { readonly kind: 'refused'; readonly reason: 'not-enrolled' | 'disabled' | 'challenges-disabled' }
  /** `lockedUntil` in ms since the Unix epoch. */
  | { readonly kind: 'refused'; readonly reason: 'locked'; readonly lockedUntil: number }
  | { readonly kind: 'refused'; readonly reason: 'rate-limited'; readonly retryAfterMs: number }
  | { readonly kind: 'unavailable'; readonly retryAfterMs: number };

/** What one comparison gets to see. */
export interface ComparisonRequest {
  readonly context: CredentialContext;
  readonly challenge: ChallengeContext;
  /** Names this attempt and no other one. Not a secret. */
  readonly attemptId: string;
  /** What `open` gave; empty for a factor without it. */
  readonly handle: string;
  /** Empty for a factor that is enrolled elsewhere. */
  readonly record: string;
  /** The factor's own state with the credential, e.g. the last accepted time step of a TOTP. */
  readonly factorState?: string;
  readonly value: Secret;
  /**
   * The engine's clock in ms since the Unix epoch. Not the account's time, which never goes back: whoever's clock was once
   * ahead would be shown wrong codes until then.
   */
  readonly now: number;
}

/**
 * The outcome of one comparison. `nextState` is handed to `accept` when the account is written. `damaged`: the record
 * does not open or was tampered with; that is never a wrong answer. `reused`: a right one-time code that was used before,
 * where the factor itself knows. `unusable`: only after the count could the factor see that the answer is not what it
 * asks for; nothing was compared, and the attempt is taken back. Whoever returns it must not have looked at the
 * credential. `lost`: the comparison could not be made, or nobody knows how it ended.
 */
export type Comparison =
  | { readonly kind: 'matched'; readonly nextState?: string }
  | { readonly kind: 'mismatched' }
  | { readonly kind: 'reused' }
  | { readonly kind: 'unusable'; readonly reason: UnusableReason }
  | { readonly kind: 'damaged' }
  | { readonly kind: 'lost' };

/** Why an enrolment input was refused. `rule` is stable, `message` is a sentence for the user. */
export interface Rejection {
  readonly rule: string;
  readonly message: string;
}

export interface EnrollmentRequest {
  /** `context.generation` is the generation that the new credential will have. */
  readonly context: CredentialContext;
  readonly value: Secret;
  readonly current?: CredentialRecord;
  /** Older credentials, the newest first. */
  readonly history: readonly CredentialRecord[];
  /** What `start` returned as `pending`. */
  readonly pending?: string;
  /** As in `ComparisonRequest`. */
  readonly now: number;
}

/** `damaged`: generations whose records did not open; they never block an enrolment and are dropped. */
export type EnrollmentResult =
  | {
      readonly kind: 'accepted';
      readonly record: string;
      readonly factorState?: string;
      readonly damaged: readonly number[];
    }
  | { readonly kind: 'rejected'; readonly rejections: readonly Rejection[]; readonly damaged: readonly number[] };

/** How a user enrols by giving the service an input (a new PIN, a first code). */
export interface FactorEnrollment {
  readonly input: InputSpec;
  /** Makes what the user needs before the first input: the sealed seed to keep, the URI to show. */
  start?(context: CredentialContext): { readonly pending: string; readonly provisioningUri: string };
  /** The URI of `start` again, from what was kept; `undefined` where it does not open. */
  provisioningUri?(context: CredentialContext, pending: string): string | undefined;
  /** Rules on the input alone, checked before anything is counted. Pure. Empty: it passes. */
  check(value: Secret): readonly Rejection[];
  /** Compares with what the subject had before and makes the new record. Runs under a permit for `enroll`. */
  complete(permit: Permit, request: EnrollmentRequest): Promise<EnrollmentResult>;
}

interface FactorBase extends Partial<AsyncDisposable> {
  readonly info: FactorInfo;
  /** Renders a sentence. Pure; falls back to English. `args` are counts, never anything of an answer. */
  prompt(key: PromptKey, args: Readonly<Record<string, string>>, language: string): RenderedPrompt;
  /**
   * For factors that do something before a challenge may begin: send a code, ask another service, find the user whose
   * device to ask. Called before a challenge is stored and before anything is counted; for an in-band factor also
   * before each of its answers is: idempotent by `challengeId`. Rejecting is the same as `unavailable`.
   */
  open?(request: OpenRequest): Promise<Opening>;
  /** Absent: the factor is enrolled elsewhere. */
  readonly enrollment?: FactorEnrollment;
  /** For factors that are enrolled elsewhere: whether the subject is. `undefined` where nobody can tell now. */
  isEnrolled?(context: CredentialContext, signal: AbortSignal): Promise<boolean | undefined>;
  /** Rewrites a current record as one of history. Needed by factors with the `history` capability. */
  retire?(
    context: CredentialContext,
    record: string,
  ): { readonly kind: 'retired'; readonly record: string } | { readonly kind: 'damaged' };
}

/** A factor whose answer comes through the caller: read → open → admit → (the engine reserves) → compare. */
export interface InBandFactor extends FactorBase {
  readonly kind: 'in-band';
  readonly input: InputSpec;
  /** Pure, and never sees the stored credential. `language` is the challenge's, BCP 47. */
  read(answer: Answer, language: string): Reading;
  /**
   * Waits for the right to compare or to enrol, before anything is counted. Rejects with the signal's reason when
   * `limits.signal` aborts.
   */
  admit(work: 'verify' | 'enroll', limits: AdmissionLimits): Promise<Admission>;
  /** One comparison. The engine has counted it already. Rejecting is the same as `lost`. */
  compare(permit: Permit, request: ComparisonRequest): Promise<Comparison>;
  /**
   * One-time factors: whether `nextState` may follow `state`. Pure; decided on the account that is being written, so
   * that two right answers with one code cannot both pass.
   */
  accept?(state: string | undefined, nextState: string): boolean;
}

export interface DeviceRequest {
  readonly context: CredentialContext;
  /** Empty for a factor that is enrolled elsewhere. */
  readonly record: string;
  readonly challengeId: string;
  readonly purpose: string;
  readonly language: string;
  /** What `open` gave; empty for a factor without it. */
  readonly handle: string;
  /** Aborts when the engine waits no longer. */
  readonly signal: AbortSignal;
}

/**
 * What became of asking the device. `transaction` names this question to the factor: opaque to everyone else, stored,
 * never a secret, at most 1 KiB. `matchCode` is what the user must pick on the device. `not-asked`: the device was not
 * asked, for certain; the attempt is taken back, and the same call may be repeated. `failed`: the provider refused, or
 * nobody knows whether the device was asked; the attempt stays counted. Its `reason` enters the event: kebab-case, stable,
 * at most 64 characters, anything else is dropped.
 */
export type DeviceStart =
  | { readonly kind: 'started'; readonly transaction: string; readonly matchCode?: string }
  | { readonly kind: 'not-asked'; readonly why: 'rate-limited' | 'unavailable'; readonly retryAfterMs: number }
  | { readonly kind: 'failed'; readonly reason?: string };

/** How the question stands. `waiting` may bring the code to match, where the provider tells it late. */
export type DeviceStatus =
  | { readonly kind: 'waiting'; readonly matchCode?: string }
  | { readonly kind: 'approved' | 'denied' | 'reported' | 'timed-out' }
  | { readonly kind: 'failed'; readonly reason?: string };

/** A factor that asks the subject's own device. The engine reserves at begin, before the device is asked. */
export interface OutOfBandFactor extends FactorBase {
  readonly kind: 'out-of-band';
  /** How often one process asks how a question stands, in ms, while somebody waits for it. */
  readonly pollIntervalMs: number;
  /**
   * Asks the device, once: the engine never calls this again for a challenge, except after `not-asked`. Rejecting leaves
   * it unknown whether the device was asked, which is the same as `failed`.
   */
  start(request: DeviceRequest): Promise<DeviceStart>;
  /** How the question stands. Changes nothing. Rejecting says nothing about the device: the next poll may. */
  poll(transaction: string, signal: AbortSignal): Promise<DeviceStatus>;
  /** Withdraws the question where the provider can. Best effort; may come for one that has ended. */
  cancel(transaction: string, signal: AbortSignal): Promise<void>;
}

export type Factor = InBandFactor | OutOfBandFactor;
