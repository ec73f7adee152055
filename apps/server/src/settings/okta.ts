import type { KeyObject } from 'node:crypto';
import { isUserAttribute, orgOriginOf, type UserAttribute } from '@authfactor/okta-push';
import type { EnvironmentReader } from './environment-reader.ts';
import type { OktaPrivateKey } from './okta-private-key.ts';
import { mistaken, type Parsed, parsed } from './parsed.ts';
import type { SettingName } from './settings.ts';
import { parseChoice } from './text.ts';

/** How this server reaches an Okta organisation. */
export interface OktaConfig {
  /** The origin alone. */
  readonly orgUrl: string;
  readonly clientId: string;
  readonly privateKeyFile: string;
  readonly privateKey: KeyObject;
  /** Okta's id of the key. */
  readonly keyId: string;
  /** What of an Okta user equals the subject id: `id`, `login` or `profile.<name>`. */
  readonly userAttribute: UserAttribute;
  /** Absent: every tenant's subjects are users of the organisation. */
  readonly tenants?: readonly string[];
  readonly enrollmentUri: string;
  /** What "No, it's not me" on the device counts as. */
  readonly rejection: (typeof REJECTIONS)[number];
}

const REQUIRED = [
  'AUTHFACTOR_OKTA_ORG_URL',
  'AUTHFACTOR_OKTA_CLIENT_ID',
  'AUTHFACTOR_OKTA_PRIVATE_KEY_FILE',
] as const satisfies readonly SettingName[];

export const OKTA_SETTINGS = [
  ...REQUIRED,
  'AUTHFACTOR_OKTA_KEY_ID',
  'AUTHFACTOR_OKTA_USER_ATTRIBUTE',
  'AUTHFACTOR_OKTA_TENANTS',
  'AUTHFACTOR_OKTA_ENROLLMENT_URI',
  'AUTHFACTOR_OKTA_REJECTION',
] as const satisfies readonly SettingName[];

const REJECTIONS = ['denied', 'reported'] as const;

/** Where the users of an organisation set their authenticators up. */
const SETTINGS_PAGE = '/enduser/settings';

/** `readKey` gives the key in a file. Gives `undefined`, with a note of each mistake, where something is missing. */
export const readOkta = (
  reader: EnvironmentReader,
  readKey: (path: string) => Parsed<OktaPrivateKey>,
): OktaConfig | undefined => {
  for (const name of REQUIRED.filter((candidate) => !reader.has(candidate))) {
    reader.note(`${name} must be set, because okta-push is in AUTHFACTOR_FACTORS`);
  }
  const orgUrl = reader.take('AUTHFACTOR_OKTA_ORG_URL', parseOrgUrl, undefined);
  const clientId = reader.take('AUTHFACTOR_OKTA_CLIENT_ID', parseId, undefined);
  const key = reader.take('AUTHFACTOR_OKTA_PRIVATE_KEY_FILE', readKey, undefined);
  const namedKeyId = reader.take('AUTHFACTOR_OKTA_KEY_ID', parseId, undefined);
  const userAttribute = reader.take('AUTHFACTOR_OKTA_USER_ATTRIBUTE', parseUserAttribute, 'login');
  const tenants = reader.take('AUTHFACTOR_OKTA_TENANTS', parseTenants, undefined);
  const enrollmentUri = reader.take('AUTHFACTOR_OKTA_ENROLLMENT_URI', parseHttpsUrl, undefined);
  const rejection = reader.take('AUTHFACTOR_OKTA_REJECTION', parseChoice(REJECTIONS), REJECTIONS[0]);
  const keyId = namedKeyId ?? key?.keyId;
  if (key !== undefined && keyId === undefined && !reader.has('AUTHFACTOR_OKTA_KEY_ID')) {
    reader.note('AUTHFACTOR_OKTA_KEY_ID must be set, because AUTHFACTOR_OKTA_PRIVATE_KEY_FILE holds no kid');
  }
  if (key?.keyId !== undefined && keyId !== key.keyId) {
    reader.note('AUTHFACTOR_OKTA_KEY_ID is not the kid in AUTHFACTOR_OKTA_PRIVATE_KEY_FILE; remove it, or correct it');
  }
  if (orgUrl === undefined || clientId === undefined || key === undefined || keyId === undefined) return undefined;
  return {
    orgUrl,
    clientId,
    privateKeyFile: key.path,
    privateKey: key.key,
    keyId,
    userAttribute,
    ...(tenants === undefined ? {} : { tenants }),
    enrollmentUri: enrollmentUri ?? new URL(SETTINGS_PAGE, orgUrl).href,
    rejection,
  };
};

const parseOrgUrl = (text: string): Parsed<string> => {
  const origin = orgOriginOf(text);
  return origin === undefined
    ? mistaken('must be https://host without anything else, such as https://example.okta.com')
    : parsed(origin);
};

const parseHttpsUrl = (text: string): Parsed<string> => {
  const url = URL.parse(text);
  return url?.protocol === 'https:' && url.username === '' && url.password === ''
    ? parsed(url.href)
    : mistaken('must be an https URL without a user');
};

const parseId = (text: string): Parsed<string> =>
  /^[\x21-\x7e]{1,256}$/.test(text) ? parsed(text) : mistaken('must be 1 to 256 visible ASCII characters');

/** Spaces around the commas are allowed. */
const parseTenants = (text: string): Parsed<readonly string[]> => {
  const tenants = text.split(',').map((tenant) => tenant.trim());
  return tenants.every((tenant) => tenant !== '' && tenant.length <= 256)
    ? parsed(tenants)
    : mistaken('must be tenants of at most 256 characters, separated by commas');
};

const parseUserAttribute = (text: string): Parsed<UserAttribute> =>
  isUserAttribute(text) ? parsed(text) : mistaken('must be id, login or profile.NAME');
