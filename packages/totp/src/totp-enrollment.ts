import { type EnrollmentResult, type FactorEnrollment, type InputSpec, Secret } from '@authfactor/factor';
import { findStep } from './find-step.ts';
import { provisioningUri } from './provisioning-uri.ts';
import type { SeedRecords } from './seed-record.ts';
import { formatStep } from './time-step.ts';
import { SEED_BYTES, type TotpParameters } from './totp-parameters.ts';

export interface TotpEnrollmentDeps {
  readonly records: SeedRecords;
  readonly issuer: string;
  /** Of new seeds. */
  readonly parameters: TotpParameters;
  /** Gives `size` unpredictable bytes. */
  readonly random: (size: number) => Uint8Array;
  readonly input: InputSpec;
}

const rejected = (rule: string, message: string): EnrollmentResult => ({
  kind: 'rejected',
  rejections: [{ rule, message }],
  damaged: [],
});

/**
 * Enrolment: a new seed, sealed as pending and shown as a URI, becomes the credential with its first right code. That
 * code's time step is kept with it, so that the code is used up. Rules: `code`, `length`, and `enrollment` where what was
 * kept does not open.
 */
export function createTotpEnrollment(deps: TotpEnrollmentDeps): FactorEnrollment {
  const { records, issuer, parameters, random, input } = deps;
  return {
    input: { ...input, minLength: parameters.digits, maxLength: parameters.digits },
    start(context) {
      using seed = new Secret(random(SEED_BYTES[parameters.algorithm]));
      return {
        pending: records.seal(context, 'pending', parameters, seed),
        provisioningUri: provisioningUri(seed, parameters, issuer, context.subject),
      };
    },
    provisioningUri(context, pending) {
      const opened = records.open(context, 'pending', pending);
      if (opened.kind === 'damaged') return undefined;
      using seed = opened.seed;
      return provisioningUri(seed, opened.parameters, issuer, context.subject);
    },
    // Without the seed nothing can be said of a code: its parameters are those of the time when the enrolment began.
    check: () => [],
    async complete(_permit, { context, value, pending, now }) {
      const opened = records.open(context, 'pending', pending ?? '');
      if (opened.kind === 'damaged') {
        return rejected('enrollment', 'This enrollment cannot be completed any more. Begin a new one');
      }
      using seed = opened.seed;
      const { digits } = opened.parameters;
      if (value.reveal().length !== digits) return rejected('length', `Use exactly ${digits} digits`);
      const step = findStep(seed, opened.parameters, value, now);
      if (step === undefined) {
        return rejected('code', 'The code did not match. Enter the one that your authenticator app shows now');
      }
      return {
        kind: 'accepted',
        record: records.seal(context, 'current', opened.parameters, seed),
        factorState: formatStep(step),
        damaged: [],
      };
    },
  };
}
