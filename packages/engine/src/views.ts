import type { Channel, Factor, InputSpec, PromptKey } from '@authfactor/factor';
import type { ChallengeView, EnrollmentView, PromptView, SubjectStatusView, VerificationView } from './api.ts';
import { challengeState, countAnswers, isFinal, liveReservations } from './challenge-state.ts';
import type { AccountDocument, ChallengeDocument, ChallengeState, EnrollmentEntry } from './documents.ts';
import { enrollmentState } from './enrollment-state.ts';
import type { Limits } from './limits.ts';
import { attemptsBeforeLock, lockedUntil } from './lock.ts';
import { lookup } from './lookup.ts';

const NO_INPUT: InputSpec = { kind: 'none', minLength: 0, maxLength: 0, sensitive: false, confirm: false };
const DEFAULT_LANGUAGE = 'en';

/** The channels by which a challenge takes answers: those offered that the factor has too. */
export function channelsOf(factor: Factor, offered: readonly Channel[]): readonly Channel[] {
  if (factor.kind === 'out-of-band') return ['out-of-band'];
  return offered.length === 0
    ? factor.info.channels
    : factor.info.channels.filter((channel) => offered.includes(channel));
}

/** Until when the account is locked by attempts that have their outcome; 0 if it is not. */
export function settledLock(account: AccountDocument, now: number, limits: Limits): number {
  return lockedUntil(account.attempts, liveReservations(account, now, limits), now, limits);
}

export function challengeView(
  factor: Factor,
  challenge: ChallengeDocument,
  account: AccountDocument | undefined,
  now: number,
  limits: Limits,
  promptKey?: PromptKey,
): ChallengeView {
  const computed = challengeState(challenge, account, now, limits);
  // Also while nobody has come to ask the device.
  const state = factor.kind === 'out-of-band' && computed === 'awaiting-input' ? 'awaiting-device' : computed;
  const entry = account === undefined ? undefined : lookup(account.challenges, challenge.id);
  const { counted, live } = countAnswers(entry, now, limits);
  const lock = account === undefined ? 0 : settledLock(account, now, limits);
  const remaining =
    account === undefined || isFinal(state)
      ? 0
      : Math.max(
          0,
          Math.min(limits.attemptsPerChallenge - counted - live, attemptsBeforeLock(account.attempts, now, limits)),
        );
  // A device is asked once, and its challenge has an entry from the beginning.
  const isAnswered = factor.kind === 'in-band' && entry !== undefined;
  const key = lock > 0 && !isFinal(state) ? 'exhausted' : (promptKey ?? defaultPrompt(state, isAnswered));
  return {
    challengeId: challenge.id,
    factorType: challenge.factorType,
    state,
    expiresAt: challenge.expiresAt,
    ...promptOf(state, key, factor, challenge, remaining),
    ...(factor.kind === 'out-of-band' ? { pollIntervalMs: factor.pollIntervalMs } : {}),
    ...(factor.kind === 'in-band' && (!isFinal(state) || state === 'exhausted')
      ? { attemptsRemaining: remaining }
      : {}),
    ...(entry?.device?.matchCode !== undefined && !isFinal(state) ? { matchCode: entry.device.matchCode } : {}),
    ...(state === 'verified' && entry?.verified !== undefined
      ? { verification: verificationView(factor, challenge, entry.verified) }
      : {}),
  };
}

function defaultPrompt(state: ChallengeState, isAnswered: boolean): PromptKey {
  if (state === 'exhausted') return 'exhausted';
  return isAnswered ? 'retry' : 'first';
}

function promptOf(
  state: ChallengeState,
  key: PromptKey,
  factor: Factor,
  challenge: ChallengeDocument,
  remaining: number,
): { prompt?: PromptView } {
  if (isFinal(state) && state !== 'exhausted') return {};
  const args = { attempts_remaining: String(remaining) };
  const done = key === 'exhausted' || isFinal(state);
  return {
    prompt: {
      ...factor.prompt(done ? 'exhausted' : key, args, challenge.language || DEFAULT_LANGUAGE),
      ...(key === 'first' || key === 'retry' ? challenge.prompt : {}),
      args,
      input: done || factor.kind === 'out-of-band' ? NO_INPUT : factor.input,
      channels: done ? [] : channelsOf(factor, challenge.channels),
    },
  };
}

function verificationView(
  factor: Factor,
  challenge: ChallengeDocument,
  verified: { readonly at: number; readonly jti: string; readonly channel: Channel; readonly generation: number },
): VerificationView {
  return {
    verifiedAt: verified.at,
    channel: verified.channel,
    credentialRevision: verified.generation,
    jti: verified.jti,
    tenant: challenge.tenant,
    subject: challenge.subject,
    client: challenge.client,
    session: challenge.session,
    purpose: challenge.purpose,
    amr: factor.info.amr,
    assurance: factor.info.assurance,
  };
}

export function enrollmentView(
  factor: Factor,
  enrollmentId: string,
  entry: EnrollmentEntry,
  now: number,
  limits: Limits,
  rejections: EnrollmentView['rejections'] = [],
): EnrollmentView {
  const state = enrollmentState(entry, now, limits);
  const { enrollment } = factor;
  const remaining = limits.inputsPerEnrollment - entry.used;
  const open = state === 'awaiting-input' && enrollment !== undefined;
  return {
    enrollmentId,
    factorType: factor.info.factorType,
    state,
    expiresAt: entry.expiresAt,
    rejections,
    ...(open ? { attemptsRemaining: remaining } : {}),
    ...(open
      ? {
          prompt: {
            ...factor.prompt(
              rejections.length === 0 ? 'enroll' : 'enroll-retry',
              { attempts_remaining: String(remaining) },
              entry.language || DEFAULT_LANGUAGE,
            ),
            args: { attempts_remaining: String(remaining) },
            input: enrollment.input,
            channels: factor.info.channels,
          },
        }
      : {}),
  };
}

export function statusView(
  factor: Factor,
  account: AccountDocument | undefined,
  now: number,
  limits: Limits,
): SubjectStatusView {
  const { factorType } = factor.info;
  // What is enrolled elsewhere may be tried: only the provider knows.
  const unknown = factor.enrollment === undefined ? 'active' : 'not-enrolled';
  if (account === undefined || account.erased === true) return { factorType, state: unknown, credentialRevision: 0 };
  const { credential } = account;
  const lock = settledLock(account, now, limits);
  const enrolled =
    credential === undefined
      ? { credentialRevision: 0 }
      : { credentialRevision: credential.generation, enrolledAt: credential.enrolledAt };
  if (account.status === 'disabled') return { factorType, state: 'disabled', ...enrolled };
  if (credential === undefined && unknown === 'not-enrolled') return { factorType, state: unknown, ...enrolled };
  if (lock > 0) return { factorType, state: 'locked', lockedUntil: lock, ...enrolled };
  return { factorType, state: 'active', ...enrolled };
}
