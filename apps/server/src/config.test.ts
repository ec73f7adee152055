import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { reportConfig } from './cli/config-report.ts';
import { envToConfig } from './config.ts';
import { describeStore } from './settings/store.ts';

const files: Record<string, string> = {
  '/etc/off.properties': 'glide.auth_factors.Soft PIN.enrollment.enabled=false\n',
  '/etc/torn.properties':
    'glide.auth_factors.Soft PIN.enrollment.enabled=false\nglide.auth_factors.softpin.enrollment.enabled=true\n',
  '/etc/key.pem': generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
};
const readFile = (path: string) => {
  const text = files[path];
  if (text === undefined) throw new Error('absent');
  return text;
};
const machine = { cores: 4, readFile, readKeyFile: (path: string) => ({ text: readFile(path), exposed: false }) };

const mistakesOf = (env: Record<string, string>): readonly string[] => {
  const reading = envToConfig(env, machine);
  return reading.ok ? [] : reading.mistakes;
};

test('an empty environment gives the documented defaults', () => {
  const reading = envToConfig({ PATH: '/bin', AUTHFACTOR_STORE: '' }, machine);
  expect(reading).toMatchObject({
    ok: true,
    config: {
      dataDir: expect.stringMatching(/\/\.authfactor$/),
      grpcListen: { host: '127.0.0.1', port: 50051 },
      httpListen: { host: '127.0.0.1', port: 8080 },
      store: { kind: 'sqlite' },
      logLevel: 'info',
      tokens: { kind: 'local', issuer: 'authfactor-local', audience: 'authfactor' },
      drainDeadlineMs: 25_000,
      kdfSlots: 4,
      seeds: [],
      factors: ['soft-pin'],
    },
  });
});

test('keys lie in the data folder unless they are placed elsewhere', () => {
  const reading = envToConfig({ AUTHFACTOR_DATA_DIR: '/data', AUTHFACTOR_KEYRING_FILE: '/keys/ring.json' }, machine);
  expect(reading).toMatchObject({
    config: { dataDir: '/data', keyringFile: '/keys/ring.json', signingKeyFile: '/data/signing-key.json' },
  });
});

test('a product property seeds the settings', () => {
  expect(envToConfig({ AUTHFACTOR_PROPERTIES: '/etc/off.properties' }, machine)).toMatchObject({
    config: { seeds: [{ factorType: 'soft-pin', enrollmentEnabled: false }] },
  });
});

test('an identity provider replaces the local issuer', () => {
  const env = {
    AUTHFACTOR_TOKEN_ISSUER: 'https://id.example',
    AUTHFACTOR_TOKEN_JWKS_URL: 'https://id.example/jwks',
    AUTHFACTOR_TOKEN_SUBJECT_CLAIM: 'employee',
  };
  expect(envToConfig(env, machine)).toMatchObject({
    config: {
      tokens: { kind: 'jwks', issuer: 'https://id.example', subjectClaim: 'employee', tenantClaim: 'tenants' },
    },
  });
});

test.each([
  ['a misspelt variable', { AUTHFACTOR_DATADIR: '/data' }, /^AUTHFACTOR_DATADIR is not a setting/],
  ['a name that every object has', { AUTHFACTOR_: 'x' }, /^AUTHFACTOR_ is not a setting/],
  ['an address without a port', { AUTHFACTOR_GRPC_LISTEN: '127.0.0.1' }, /host:port/],
  ['a port out of range', { AUTHFACTOR_HTTP_LISTEN: '127.0.0.1:70000' }, /between 0 and 65535/],
  ['one address twice', { AUTHFACTOR_GRPC_LISTEN: '127.0.0.1:8080' }, /must differ/],
  ['a listener on the network', { AUTHFACTOR_GRPC_LISTEN: '0.0.0.0:50051' }, /without TLS/],
  ['a listener on every IPv6 address', { AUTHFACTOR_HTTP_LISTEN: '[::]:8080' }, /without TLS/],
  ['a listener on a name', { AUTHFACTOR_HTTP_LISTEN: 'pins.example:8080' }, /without TLS/],
  ['an unknown store', { AUTHFACTOR_STORE: 'postgres://x' }, /must be sqlite or a mongodb/],
  ['an unknown log level', { AUTHFACTOR_LOG_LEVEL: 'loud' }, /one of trace, debug/],
  ['half of a TLS pair', { AUTHFACTOR_TLS_KEY_FILE: '/etc/key.pem' }, /set together/],
  [
    'a certificate that is none',
    { AUTHFACTOR_TLS_CERT_FILE: '/etc/key.pem', AUTHFACTOR_TLS_KEY_FILE: '/etc/key.pem' },
    /in PEM/,
  ],
  ['a file that is not there', { AUTHFACTOR_PROPERTIES: '/etc/none' }, /cannot be read: \/etc\/none/],
  ['two spellings that disagree', { AUTHFACTOR_PROPERTIES: '/etc/torn.properties' }, /two values/],
  [
    'an issuer without its keys',
    { AUTHFACTOR_TOKEN_ISSUER: 'https://id.example' },
    /AUTHFACTOR_TOKEN_JWKS_URL must be set/,
  ],
  ['an audience for the local issuer', { AUTHFACTOR_TOKEN_AUDIENCE: 'x' }, /must be set too/],
  ['keys fetched in clear', { AUTHFACTOR_TOKEN_ISSUER: 'x', AUTHFACTOR_TOKEN_JWKS_URL: 'http://id.example' }, /https/],
  ['a deadline without a unit', { AUTHFACTOR_DRAIN_DEADLINE: '25' }, /with its unit/],
  ['no slot', { AUTHFACTOR_KDF_SLOTS: '0' }, /between 1 and 256/],
  ['a flag that is neither', { AUTHFACTOR_INSECURE_PINS_IN_CLEAR_ON_NETWORK: 'yes' }, /true or false/],
])('%s is a mistake', (_, env, expected) => {
  expect(mistakesOf(env)).toContainEqual(expect.stringMatching(expected));
});

test('every mistake is listed, each once', () => {
  const mistakes = mistakesOf({ AUTHFACTOR_STORE: 'x', AUTHFACTOR_LOG_LEVEL: 'x', AUTHFACTOR_KDF_SLOTS: 'x' });
  expect(mistakes).toHaveLength(3);
});

test('a MongoDB URL that weakens the store is refused without repeating its password', () => {
  const mistakes = mistakesOf({ AUTHFACTOR_STORE: 'mongodb://root:hunter2@db/x?w=1&readPreference=secondary' });
  expect(mistakes).toHaveLength(1);
  expect(mistakes[0]).toMatch(/^AUTHFACTOR_STORE is refused: .*w is refused.*readPreference is refused/);
  expect(mistakes[0]).not.toMatch(/root|hunter2/);
});

test('a MongoDB URL selects that store, and is shown without what may be secret', () => {
  const uri = 'mongodb://root:hunter2@db1:27017,db2/authfactor?replicaSet=rs0';
  const reading = envToConfig({ AUTHFACTOR_STORE: uri }, machine);
  if (!reading.ok) throw new Error(reading.mistakes.join());
  expect(reading.config.store).toEqual({ kind: 'mongodb', uri });
  expect(describeStore(reading.config.store)).toBe('mongodb://db1:27017,db2/authfactor');
  expect(reportConfig(reading.config)).not.toMatch(/root|hunter2/);
});

test('the one insecure flag opens the network without TLS', () => {
  const env = { AUTHFACTOR_GRPC_LISTEN: '0.0.0.0:1', AUTHFACTOR_INSECURE_PINS_IN_CLEAR_ON_NETWORK: 'true' };
  expect(mistakesOf(env)).toEqual([]);
});
