import {
  type Answer,
  type FactorInfo,
  type InBandFactor,
  type InputSpec,
  type Reading,
  Secret,
} from '@authfactor/factor';
import type { Keyring } from '@authfactor/keyring';
import { readAnswer } from '@authfactor/spoken-digits';
import { createGate, type Gate } from './gate.ts';
import { DEFAULT_PARAMETERS, type Kdf, type KdfParameters, sameParameters } from './kdf.ts';
import { createPinRecords } from './pin-record.ts';
import { renderPrompt } from './prompts/render-prompt.ts';
import { createScryptKdf } from './scrypt-kdf.ts';
import { createSoftPinEnrollment, REMEMBERED_PINS } from './soft-pin-enrollment.ts';
import { SoftPinError } from './soft-pin-error.ts';

export interface SoftPinOptions {
  readonly keyring: Keyring;
  /** Default: scrypt by OpenSSL. */
  readonly kdf?: Kdf;
  /** Default: a slot a core. */
  readonly gate?: Gate;
  /** The cost of new PINs. Default: 2^15, 8, 3. */
  readonly parameters?: KdfParameters;
  /** What stored PINs may cost; anything else never runs. Must hold `parameters`. Default: 2^15, 8, 3 alone. */
  readonly allowedParameters?: readonly KdfParameters[];
}

const PIN_LENGTH = 6;

const INFO: FactorInfo = {
  factorType: 'soft-pin',
  displayName: 'Soft PIN',
  categories: ['knowledge'],
  assurance: 'medium',
  amr: ['pin'],
  phishingResistant: false,
  replayResistant: false,
  capabilities: ['enroll', 'cancel', 'history'],
  channels: ['text', 'keypad', 'speech'],
  recommendedRoles: ['single', 'first', 'second'],
};

const INPUT: InputSpec = {
  kind: 'digits',
  minLength: PIN_LENGTH,
  maxLength: PIN_LENGTH,
  sensitive: true,
  confirm: false,
};

/** In KDFs. An enrolment compares with the remembered PINs and hashes the new one. */
const UNITS = { verify: 1, enroll: REMEMBERED_PINS + 1 };

function read(answer: Answer, language: string): Reading {
  const reading = readAnswer(answer, { language, length: PIN_LENGTH });
  return reading.kind === 'digits' ? { kind: 'usable', value: Secret.fromText(reading.digits) } : reading;
}

/**
 * The Soft PIN factor: six digits, hashed with scrypt and sealed under the key ring, bound to tenant, subject, factor,
 * generation, role and parameters. A record that does not open or asks for other parameters is `damaged`, without any
 * KDF. Throws `SoftPinError` (`invalid-options`).
 */
export function createSoftPin(options: SoftPinOptions): InBandFactor {
  const { keyring, kdf = createScryptKdf(), gate = createGate() } = options;
  const { parameters = DEFAULT_PARAMETERS, allowedParameters = [DEFAULT_PARAMETERS] } = options;
  if (!allowedParameters.some((allowed) => sameParameters(allowed, parameters))) {
    throw new SoftPinError('invalid-options', 'The parameters of new PINs must be among the allowed ones; allow them');
  }
  const records = createPinRecords(keyring, allowedParameters);
  return {
    kind: 'in-band',
    info: INFO,
    input: INPUT,
    read,
    prompt: renderPrompt,
    admit: (work, limits) => gate.admit(UNITS[work], limits),
    async compare(_permit, { context, record, value }) {
      const opened = records.open(context, 'current', record);
      if (opened.kind === 'damaged') return { kind: 'damaged' };
      try {
        return { kind: (await kdf.verify(opened.hash, value.reveal())) ? 'matched' : 'mismatched' };
      } finally {
        opened.hash.fill(0);
      }
    },
    enrollment: createSoftPinEnrollment({ kdf, records, parameters, input: INPUT }),
    retire(context, record) {
      const opened = records.open(context, 'current', record);
      if (opened.kind === 'damaged') return { kind: 'damaged' };
      try {
        return { kind: 'retired', record: records.seal(context, 'history', opened.hash) };
      } finally {
        opened.hash.fill(0);
      }
    },
  };
}
