import type { EnvironmentReader } from './environment-reader.ts';
import { OKTA_SETTINGS, type OktaConfig, readOkta } from './okta.ts';
import type { OktaPrivateKey } from './okta-private-key.ts';
import { type Parsed, parsed } from './parsed.ts';
import type { SettingName } from './settings.ts';
import { readTotp, TOTP_SETTINGS, type TotpConfig } from './totp.ts';

const FACTOR_TYPES = ['soft-pin', 'totp', 'okta-push'] as const;

/** A factor that this server can run itself. */
export type LocalFactorType = (typeof FACTOR_TYPES)[number];

/** The factors that this server runs itself, with their settings. */
export interface FactorsConfig {
  readonly factors: readonly LocalFactorType[];
  /** Present where `factors` has `totp`. */
  readonly totp?: TotpConfig;
  /** Present where `factors` has `okta-push`. */
  readonly okta?: OktaConfig;
}

/** Reads which factors there are and what they need. `readKey` gives the private key in a file. */
export const readFactors = (
  reader: EnvironmentReader,
  readKey: (path: string) => Parsed<OktaPrivateKey>,
): FactorsConfig => {
  const factors = readList(reader);
  for (const factorType of FACTOR_TYPES) {
    if (!factors.includes(factorType)) noteUseless(reader, factorType);
  }
  const totp = factors.includes('totp') ? readTotp(reader) : undefined;
  const okta = factors.includes('okta-push') ? readOkta(reader, readKey) : undefined;
  return { factors, ...(totp === undefined ? {} : { totp }), ...(okta === undefined ? {} : { okta }) };
};

const SETTINGS_OF: Readonly<Record<LocalFactorType, readonly SettingName[]>> = {
  'soft-pin': ['AUTHFACTOR_KDF_SLOTS'],
  totp: TOTP_SETTINGS,
  'okta-push': OKTA_SETTINGS,
};

/** A setting of a factor that is not installed would silently do nothing: that is a mistake. */
const noteUseless = (reader: EnvironmentReader, factorType: LocalFactorType): void => {
  for (const name of SETTINGS_OF[factorType].filter((candidate) => reader.has(candidate))) {
    reader.note(
      `${name} does nothing, because ${factorType} is not in AUTHFACTOR_FACTORS; add it there, or remove this`,
    );
  }
};

/** Each once, in any order, spaces around the commas allowed. What is known in a mistaken list is given all the same. */
const readList = (reader: EnvironmentReader): readonly LocalFactorType[] => {
  const text = reader.take('AUTHFACTOR_FACTORS', parsed, 'soft-pin');
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !FACTOR_TYPES.some((type) => type === name));
  for (const name of new Set(unknown)) {
    const what = name === '' ? 'an empty place' : JSON.stringify(name.slice(0, 40));
    reader.note(
      `AUTHFACTOR_FACTORS has ${what} in it; it lists any of ${FACTOR_TYPES.join(', ')}, separated by commas`,
    );
  }
  const types = FACTOR_TYPES.filter((type) => names.includes(type));
  if (types.length + unknown.length < names.length) reader.note('AUTHFACTOR_FACTORS names a factor twice; keep one');
  return types;
};
