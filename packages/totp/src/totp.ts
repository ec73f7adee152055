import { randomBytes } from 'node:crypto';
import type { FactorInfo, InBandFactor, InputSpec, Permit } from '@authfactor/factor';
import type { Keyring } from '@authfactor/keyring';
import { findStep } from './find-step.ts';
import { renderPrompt } from './prompts/render-prompt.ts';
import { checkIssuer } from './provisioning-uri.ts';
import { readCode } from './read-code.ts';
import { createSeedRecords, parametersOf } from './seed-record.ts';
import { acceptStep, formatStep, parseStep } from './time-step.ts';
import { createTotpEnrollment } from './totp-enrollment.ts';
import { TotpError } from './totp-error.ts';
import {
  ALGORITHMS,
  allowedParameters,
  DIGITS,
  PERIODS_SECONDS,
  type TotpAlgorithm,
  type TotpDigits,
  type TotpPeriodSeconds,
} from './totp-parameters.ts';

/**
 * Algorithm, digits and period hold for new enrolments; those of a credential stay as they were. Apps take the defaults:
 * some of them ignore what the URI says of the others, and then show codes that are never right.
 */
export interface TotpOptions {
  readonly keyring: Keyring;
  /** The name of the service that the authenticator app shows. */
  readonly issuer: string;
  /** Default: SHA1. */
  readonly algorithm?: TotpAlgorithm;
  /** Default: 6. */
  readonly digits?: TotpDigits;
  /** Default: 30. */
  readonly periodSeconds?: TotpPeriodSeconds;
  /** Gives `size` unpredictable bytes, which become the factor's to wipe. Default: those of node:crypto. */
  readonly random?: (size: number) => Uint8Array;
}

const INFO: FactorInfo = {
  factorType: 'totp',
  displayName: 'TOTP',
  categories: ['possession'],
  assurance: 'high',
  amr: ['otp'],
  phishingResistant: false,
  replayResistant: true,
  capabilities: ['enroll', 'cancel'],
  channels: ['text', 'keypad', 'speech'],
  recommendedRoles: ['single', 'first', 'second'],
};

const PERMIT: Permit = { [Symbol.dispose]: () => undefined };

/**
 * TOTP (RFC 6238): codes of an authenticator app, a step of drift either way, each time step accepted once. Seeds are
 * sealed under the key ring, bound to tenant, subject, factor, generation, role and parameters; a record or state that
 * was changed or moved is `damaged`, never a wrong code. Throws `TotpError` (`invalid-options`).
 */
export function createTotp(options: TotpOptions): InBandFactor {
  const { keyring, algorithm = 'SHA1', digits = 6, periodSeconds = 30, random = randomBytes } = options;
  const parameters = allowedParameters(algorithm, digits, periodSeconds);
  if (parameters === undefined) {
    throw new TotpError(
      'invalid-options',
      `TOTP takes the algorithms ${ALGORITHMS.join(', ')}, ${DIGITS.join(' or ')} digits, and periods of ${PERIODS_SECONDS.join(' or ')} s`,
    );
  }
  const records = createSeedRecords(keyring);
  // Whoever enrolled before the digits were raised still has the fewer ones.
  const minLength = Math.min(...DIGITS);
  const input: InputSpec = { kind: 'digits', minLength, maxLength: digits, sensitive: true, confirm: false };
  return {
    kind: 'in-band',
    info: INFO,
    input,
    read: (answer, language) => readCode(answer, language, digits),
    prompt: renderPrompt,
    // No gate: a comparison takes some 25 µs, less than the call that it is for, and never waits for a thread.
    async admit(_work, { signal }) {
      signal.throwIfAborted();
      return { kind: 'admitted', permit: PERMIT };
    },
    async compare(_permit, { context, record, factorState, value, now }) {
      const given = value.reveal().length;
      const expected = parametersOf(record)?.digits;
      if (expected !== undefined && given !== expected) {
        // Of the credential only this number was looked at, which is no secret and stands outside of what is sealed.
        return { kind: 'unusable', reason: given < expected ? 'too-few' : 'too-many' };
      }
      if (parseStep(factorState) === undefined) return { kind: 'damaged' };
      const opened = records.open(context, 'current', record);
      if (opened.kind === 'damaged') return { kind: 'damaged' };
      using seed = opened.seed;
      const step = findStep(seed, opened.parameters, value, now);
      return step === undefined ? { kind: 'mismatched' } : { kind: 'matched', nextState: formatStep(step) };
    },
    accept: acceptStep,
    enrollment: createTotpEnrollment({ records, issuer: checkIssuer(options.issuer), parameters, random, input }),
  };
}
