import { type CredentialContext, Secret } from '@authfactor/factor';
import type { Keyring } from '@authfactor/keyring';
import { TotpError } from './totp-error.ts';
import { allowedParameters, SEED_BYTES, type TotpParameters } from './totp-parameters.ts';

/** What a record is for. Bound to it, so that a seed whose first code was never given cannot be made the credential. */
export type RecordRole = 'pending' | 'current';

/** `seed` is the caller's to dispose. */
export type OpenedSeed =
  | { readonly kind: 'opened'; readonly seed: Secret; readonly parameters: TotpParameters }
  | { readonly kind: 'damaged' };

export interface SeedRecords {
  /** Throws `TotpError` (`broken-random`) for a seed of another length than `open` takes. */
  seal(context: CredentialContext, role: RecordRole, parameters: TotpParameters, seed: Secret): string;
  open(context: CredentialContext, role: RecordRole, record: string): OpenedSeed;
}

/** version `1` · algorithm · digits · period in seconds · the keyring's envelope around the seed */
const RECORD = /^1\.([A-Z0-9]{1,8})\.([1-9])\.([1-9]\d)\.([\w-]+)$/;
const DAMAGED: OpenedSeed = { kind: 'damaged' };

const labelOf = ({ algorithm, digits, periodSeconds }: TotpParameters): string =>
  `${algorithm}.${digits}.${periodSeconds}`;

/** The keyring adds the id of its key. */
function associatedData(context: CredentialContext, role: RecordRole, parameters: TotpParameters): string[] {
  const { tenant, subject, factorType, generation } = context;
  return ['authfactor/totp/1', tenant, subject, factorType, String(generation), role, labelOf(parameters)];
}

/** Splits a record, without opening it. `undefined` where its parameters are not allowed. */
function parse(record: string): { readonly parameters: TotpParameters; readonly envelope: string } | undefined {
  const [, algorithm, digits, period, envelope] = RECORD.exec(record) ?? [];
  const parameters = allowedParameters(algorithm, Number(digits), Number(period));
  return parameters === undefined || envelope === undefined ? undefined : { parameters, envelope };
}

/** The parameters that stand in front of a record in the clear; nothing is opened, and only `open` tells if they are true. */
export const parametersOf = (record: string): TotpParameters | undefined => parse(record)?.parameters;

/**
 * Stored seeds: sealed, with their parameters in front. Those are authenticated with the rest, so that a change of the
 * configuration leaves what is enrolled as it is, and a change in the database does not open.
 */
export function createSeedRecords(keyring: Keyring): SeedRecords {
  return {
    seal(context, role, parameters, seed) {
      const bytes = seed.reveal();
      if (bytes.length !== SEED_BYTES[parameters.algorithm]) {
        throw new TotpError('broken-random', 'The source of seeds gave another length than was asked for; use another');
      }
      return `1.${labelOf(parameters)}.${keyring.seal(bytes, associatedData(context, role, parameters))}`;
    },
    open(context, role, record) {
      const parsed = parse(record);
      if (parsed === undefined) return DAMAGED;
      const { parameters, envelope } = parsed;
      const opening = keyring.open(envelope, associatedData(context, role, parameters));
      if (opening.kind !== 'opened') return DAMAGED;
      const seed = new Secret(opening.plaintext);
      if (opening.plaintext.length === SEED_BYTES[parameters.algorithm]) return { kind: 'opened', seed, parameters };
      seed.wipe();
      return DAMAGED;
    },
  };
}
