import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { expect, test } from 'vitest';
import { reportConfig } from '../cli/config-report.ts';
import { type Config, envToConfig } from '../config.ts';

const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength }).privateKey;
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey;
const pem = (key: KeyObject) => key.export({ format: 'pem', type: 'pkcs8' }).toString();
const jwk = (key: KeyObject, more = {}) => JSON.stringify({ ...key.export({ format: 'jwk' }), ...more });

const p256 = ec('P-256');
const keys: Readonly<Record<string, string>> = {
  '/key.pem': pem(p256),
  '/key.jwk': `\n${jwk(p256, { kid: 'k-1', use: 'sig' })}\n`,
  '/no-kid.jwk': jwk(p256),
  '/p521.pem': pem(ec('P-521')),
  '/rsa.jwk': jwk(rsa(2048), { kid: 'k-2' }),
  '/weak-rsa.pem': pem(rsa(1024)),
  '/secp256k1.pem': pem(ec('secp256k1')),
  '/ed25519.pem': pem(generateKeyPairSync('ed25519').privateKey),
  '/public.jwk': JSON.stringify({ ...JSON.parse(jwk(p256)), d: undefined }),
  '/torn.jwk': '{"d":"canary"',
  '/exposed.pem': pem(p256),
  '/public.pem': createPublicKey(p256).export({ format: 'pem', type: 'spki' }).toString(),
  '/encrypted.pem': p256
    .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'hunter2' })
    .toString(),
  '/seed.properties': 'glide.auth_factors.Soft PIN.enrollment.enabled=false\n',
  '/remote-totp.json': JSON.stringify([{ factorType: 'totp', url: 'https://totp.example', tokenFile: '/token' }]),
  '/remote-pin.json': JSON.stringify([{ factorType: 'soft-pin', url: 'https://pin.example', tokenFile: '/token' }]),
  '/token': 'abc',
};
const readFile = (path: string): string => {
  const text = keys[path];
  if (text === undefined) throw new Error('absent');
  return text;
};
const machine = {
  cores: 4,
  readFile,
  readKeyFile: (path: string) => ({ text: readFile(path), exposed: path === '/exposed.pem' }),
};

const OKTA = {
  AUTHFACTOR_FACTORS: 'soft-pin,okta-push',
  AUTHFACTOR_OKTA_ORG_URL: 'https://acme.okta.com/',
  AUTHFACTOR_OKTA_CLIENT_ID: '0oa1',
  AUTHFACTOR_OKTA_PRIVATE_KEY_FILE: '/key.jwk',
};

type Env = Readonly<Record<string, string>>;

function configOf(env: Env): Config {
  const reading = envToConfig(env, machine);
  if (!reading.ok) throw new Error(reading.mistakes.join('\n'));
  return reading.config;
}

function mistakesOf(env: Env): readonly string[] {
  const reading = envToConfig(env, machine);
  return reading.ok ? [] : reading.mistakes;
}

test.each([
  ['', ['soft-pin']],
  ['totp', ['totp']],
  [' totp , soft-pin ', ['soft-pin', 'totp']],
])('%j installs %j', (AUTHFACTOR_FACTORS, factors) => {
  const config = configOf({ AUTHFACTOR_FACTORS });
  expect(config.factors).toEqual(factors);
  expect(config.okta).toBeUndefined();
});

test('TOTP does without settings', () => {
  const totp = { issuer: 'authfactor', algorithm: 'SHA1', digits: 6, periodSeconds: 30 };
  expect(configOf({ AUTHFACTOR_FACTORS: 'totp' }).totp).toEqual(totp);
  expect(configOf({}).totp).toBeUndefined();
});

test('everything of TOTP may be said', () => {
  const env = {
    AUTHFACTOR_FACTORS: 'totp',
    AUTHFACTOR_TOTP_ISSUER: 'Müller & Söhne',
    AUTHFACTOR_TOTP_ALGORITHM: 'SHA512',
    AUTHFACTOR_TOTP_DIGITS: '8',
    AUTHFACTOR_TOTP_PERIOD: '60s',
  };
  const totp = { issuer: 'Müller & Söhne', algorithm: 'SHA512', digits: 8, periodSeconds: 60 };
  expect(configOf(env).totp).toEqual(totp);
  expect(JSON.parse(reportConfig(configOf(env))).totp).toEqual({
    issuer: 'Müller & Söhne',
    algorithm: 'SHA512',
    digits: 8,
    period: '60s',
  });
});

test('Okta takes the key id from a JWK and the settings page from the organisation', () => {
  const { okta } = configOf(OKTA);
  expect(okta).toMatchObject({
    orgUrl: 'https://acme.okta.com',
    clientId: '0oa1',
    privateKeyFile: '/key.jwk',
    keyId: 'k-1',
    userAttribute: 'login',
    rejection: 'denied',
    enrollmentUri: 'https://acme.okta.com/enduser/settings',
  });
  expect(okta?.privateKey.equals(p256)).toBe(true);
});

test.each<[string, Env, object]>([
  ['a PEM with its id', { AUTHFACTOR_OKTA_PRIVATE_KEY_FILE: '/key.pem', AUTHFACTOR_OKTA_KEY_ID: 'k' }, { keyId: 'k' }],
  ['a longer curve', { AUTHFACTOR_OKTA_PRIVATE_KEY_FILE: '/p521.pem', AUTHFACTOR_OKTA_KEY_ID: 'k' }, { keyId: 'k' }],
  ['RSA', { AUTHFACTOR_OKTA_PRIVATE_KEY_FILE: '/rsa.jwk' }, { keyId: 'k-2' }],
  ['the id that the file has', { AUTHFACTOR_OKTA_KEY_ID: 'k-1' }, { keyId: 'k-1' }],
  [
    'an own attribute',
    { AUTHFACTOR_OKTA_USER_ATTRIBUTE: 'profile.employeeNumber' },
    { userAttribute: 'profile.employeeNumber' },
  ],
  ['an alarm for each rejection', { AUTHFACTOR_OKTA_REJECTION: 'reported' }, { rejection: 'reported' }],
  ['the tenants whose it is', { AUTHFACTOR_OKTA_TENANTS: 'north, south' }, { tenants: ['north', 'south'] }],
  ['the id as attribute', { AUTHFACTOR_OKTA_USER_ATTRIBUTE: 'id' }, { userAttribute: 'id' }],
  [
    'an own page',
    { AUTHFACTOR_OKTA_ENROLLMENT_URI: 'https://help.acme.example/okta?x=1' },
    { enrollmentUri: 'https://help.acme.example/okta?x=1' },
  ],
])('Okta: %s', (_, env, expected) => {
  expect(configOf({ ...OKTA, ...env }).okta).toMatchObject(expected);
});

test.each<[string, Env, readonly RegExp[]]>([
  [
    'an unknown factor',
    { AUTHFACTOR_FACTORS: 'soft-pin,sms' },
    [/^AUTHFACTOR_FACTORS has "sms" in it; .*soft-pin, totp, okta-push/],
  ],
  ['another spelling', { AUTHFACTOR_FACTORS: 'Soft-PIN' }, [/"Soft-PIN"/]],
  ['a factor twice', { AUTHFACTOR_FACTORS: 'totp,soft-pin,totp' }, [/names a factor twice/]],
  ['nothing between commas', { AUTHFACTOR_FACTORS: 'soft-pin,,totp' }, [/an empty place/]],
  ['a space alone', { AUTHFACTOR_FACTORS: ' ' }, [/an empty place/]],
  ['all of that', { AUTHFACTOR_FACTORS: 'a,b,totp,totp,' }, [/"a"/, /"b"/, /empty/, /twice/]],
  [
    'an issuer with a colon',
    { AUTHFACTOR_FACTORS: 'totp', AUTHFACTOR_TOTP_ISSUER: 'a:b' },
    [/^AUTHFACTOR_TOTP_ISSUER .*colon/],
  ],
  [
    'an issuer with a line break',
    { AUTHFACTOR_FACTORS: 'totp', AUTHFACTOR_TOTP_ISSUER: 'a\nb' },
    [/control character/],
  ],
  ['MD5', { AUTHFACTOR_FACTORS: 'totp', AUTHFACTOR_TOTP_ALGORITHM: 'MD5' }, [/one of SHA1, SHA256, SHA512/]],
  ['seven digits', { AUTHFACTOR_FACTORS: 'totp', AUTHFACTOR_TOTP_DIGITS: '7' }, [/must be 6 or 8/]],
  ['a period without a unit', { AUTHFACTOR_FACTORS: 'totp', AUTHFACTOR_TOTP_PERIOD: '30' }, [/must be 30s or 60s/]],
  [
    'TOTP settings without TOTP',
    { AUTHFACTOR_TOTP_DIGITS: '8', AUTHFACTOR_TOTP_ISSUER: 'x' },
    [/_ISSUER does nothing, because totp is not/, /_DIGITS does nothing/],
  ],
  [
    'Okta settings without Okta',
    { ...OKTA, AUTHFACTOR_FACTORS: 'totp' },
    [/_ORG_URL does nothing, because okta-push/, /_CLIENT_ID does/, /_FILE does/],
  ],
  [
    'hashing without Soft PIN',
    { AUTHFACTOR_FACTORS: 'totp', AUTHFACTOR_KDF_SLOTS: '2' },
    [/_KDF_SLOTS does nothing, because soft-pin/],
  ],
  [
    'Okta without its settings',
    { AUTHFACTOR_FACTORS: 'okta-push' },
    [/_ORG_URL must be set/, /_CLIENT_ID must be set/, /_FILE must be set/],
  ],
  ['Okta in clear', { ...OKTA, AUTHFACTOR_OKTA_ORG_URL: 'http://acme.okta.com' }, [/_ORG_URL must be https:/]],
  [
    'Okta in clear on this machine',
    { ...OKTA, AUTHFACTOR_OKTA_ORG_URL: 'http://127.0.0.1:1' },
    [/_ORG_URL must be https:/],
  ],
  [
    'an organisation with a path',
    { ...OKTA, AUTHFACTOR_OKTA_ORG_URL: 'https://acme.okta.com/oauth2' },
    [/without anything else/],
  ],
  [
    'an organisation with a user',
    { ...OKTA, AUTHFACTOR_OKTA_ORG_URL: 'https://me:hunter2@acme.okta.com' },
    [/without anything else/],
  ],
  ['a client with a space', { ...OKTA, AUTHFACTOR_OKTA_CLIENT_ID: 'a b' }, [/visible ASCII/]],
  ['a key that is not there', { ...OKTA, AUTHFACTOR_OKTA_PRIVATE_KEY_FILE: '/absent' }, [/cannot be read: \/absent/]],
  [
    'a key that others may read',
    { ...OKTA, AUTHFACTOR_OKTA_PRIVATE_KEY_FILE: '/exposed.pem', AUTHFACTOR_OKTA_KEY_ID: 'k' },
    [/others may read: \/exposed.pem; set its mode to 0600/],
  ],
  ['a short key', { ...OKTA, AUTHFACTOR_OKTA_PRIVATE_KEY_FILE: '/weak-rsa.pem' }, [/RSA of 2048 bits/]],
  ['a curve that Okta does not take', { ...OKTA, AUTHFACTOR_OKTA_PRIVATE_KEY_FILE: '/secp256k1.pem' }, [/EC on P-256/]],
  ['Ed25519', { ...OKTA, AUTHFACTOR_OKTA_PRIVATE_KEY_FILE: '/ed25519.pem' }, [/EC on P-256/]],
  ['a public key', { ...OKTA, AUTHFACTOR_OKTA_PRIVATE_KEY_FILE: '/public.jwk' }, [/must hold a private key/]],
  [
    'a public key in PEM',
    { ...OKTA, AUTHFACTOR_OKTA_PRIVATE_KEY_FILE: '/public.pem', AUTHFACTOR_OKTA_KEY_ID: 'k' },
    [/must hold a private key/],
  ],
  [
    'a key with a passphrase',
    { ...OKTA, AUTHFACTOR_OKTA_PRIVATE_KEY_FILE: '/encrypted.pem', AUTHFACTOR_OKTA_KEY_ID: 'k' },
    [/without a passphrase/],
  ],
  ['a torn JWK', { ...OKTA, AUTHFACTOR_OKTA_PRIVATE_KEY_FILE: '/torn.jwk' }, [/must hold a private key/]],
  ['a key without an id', { ...OKTA, AUTHFACTOR_OKTA_PRIVATE_KEY_FILE: '/no-kid.jwk' }, [/_KEY_ID must be set/]],
  ['two ids for one key', { ...OKTA, AUTHFACTOR_OKTA_KEY_ID: 'other' }, [/_KEY_ID is not the kid/]],
  [
    'an attribute that is none',
    { ...OKTA, AUTHFACTOR_OKTA_USER_ATTRIBUTE: 'profile.a eq "x"' },
    [/id, login or profile\.NAME/],
  ],
  ['a tenant without a name', { ...OKTA, AUTHFACTOR_OKTA_TENANTS: 'north,,south' }, [/_TENANTS must be tenants/]],
  ['another rejection', { ...OKTA, AUTHFACTOR_OKTA_REJECTION: 'ignored' }, [/one of denied, reported/]],
  ['a page in clear', { ...OKTA, AUTHFACTOR_OKTA_ENROLLMENT_URI: 'http://acme.example' }, [/https URL/]],
  [
    'one type here and elsewhere',
    { AUTHFACTOR_FACTORS: 'totp', AUTHFACTOR_REMOTE_FACTORS: '/remote-totp.json' },
    [/totp is this server's own/],
  ],
])('%s: a mistake', (_, env, expected) => {
  const mistakes = mistakesOf(env);
  expect(mistakes).toEqual(expected.map((mistake) => expect.stringMatching(mistake)));
  expect(mistakes.join('\n')).not.toMatch(/canary|hunter2|BEGIN|"d"/);
});

test('a type that is not installed here may be elsewhere, and its product property holds for it there', () => {
  expect(mistakesOf({ AUTHFACTOR_REMOTE_FACTORS: '/remote-totp.json' })).toEqual([]);
  const env = { AUTHFACTOR_FACTORS: 'totp', AUTHFACTOR_PROPERTIES: '/seed.properties' };
  expect(configOf({ ...env, AUTHFACTOR_REMOTE_FACTORS: '/remote-pin.json' }).seeds).toHaveLength(1);
});

test('a product property of Soft PIN is ignored by name where there is no Soft PIN', () => {
  expect(configOf({ AUTHFACTOR_FACTORS: 'totp', AUTHFACTOR_PROPERTIES: '/seed.properties' })).toMatchObject({
    seeds: [],
    ignoredProperties: ['glide.auth_factors.Soft PIN.enrollment.enabled'],
  });
});

test("the printed configuration names Okta's key and does not hold it", () => {
  const printed = reportConfig(configOf({ ...OKTA, AUTHFACTOR_FACTORS: 'soft-pin,totp,okta-push' }));
  expect(JSON.parse(printed)).toMatchObject({
    factors: ['soft-pin', 'totp', 'okta-push'],
    okta: { orgUrl: 'https://acme.okta.com', privateKeyFile: '/key.jwk', privateKey: '[secret]', keyId: 'k-1' },
  });
  expect(printed.includes(p256.export({ format: 'jwk' }).d ?? 'none')).toBe(false);
  expect(JSON.parse(reportConfig(configOf({})))).toMatchObject({ totp: 'none', okta: 'none' });
});
