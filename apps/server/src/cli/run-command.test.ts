import { generateKeyPairSync } from 'node:crypto';
import { chmod, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { loadOrCreateLocalIssuer } from '../local-issuer.ts';
import { SETTINGS } from '../settings/settings.ts';
import { runCommand } from './run-command.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');

const run = async (argv: readonly string[], env: Record<string, string> = {}) => {
  const dataDir = env.AUTHFACTOR_DATA_DIR ?? (await mkdtemp(join(tmpdir(), 'authfactor-')));
  let out = '';
  let err = '';
  const io = {
    env: { AUTHFACTOR_DATA_DIR: dataDir, ...env },
    now: () => NOW,
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  const code = await runCommand(argv, io, async () => 0);
  return { code, out, err, dataDir };
};

const verify = async ({ out, dataDir }: { out: string; dataDir: string }) => {
  const { publicJwk } = await loadOrCreateLocalIssuer(dataDir);
  return await jwtVerify(out.trim(), createLocalJWKSet({ keys: [publicJwk] }), {
    issuer: 'authfactor-local',
    audience: 'authfactor',
    typ: 'at+jwt',
    currentDate: new Date(NOW),
  });
};

test('a token says what was asked for, alone on its line', async () => {
  const result = await run(
    'token --scope factor.verify --scope factor.admin --tenant a --tenant b --subject alice --ttl 90s'.split(' '),
  );
  expect(result).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+\n$/) });
  const { payload } = await verify(result);
  const iat = NOW / 1000;
  expect(payload).toEqual({
    iss: 'authfactor-local',
    aud: 'authfactor',
    sub: 'alice',
    client_id: 'local',
    scope: 'factor.verify factor.admin',
    tenants: ['a', 'b'],
    auth_time: iat,
    iat,
    exp: iat + 90,
    jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

test("a client's token names no person and no login", async () => {
  const { payload } = await verify(await run(['token', '--scope', 'factor.verify', '--client', 'agent']));
  expect(payload).toMatchObject({ sub: 'agent', client_id: 'agent', tenants: ['default'] });
  expect(payload).not.toHaveProperty('auth_time');
});

test.each([
  ['now', NOW / 1000],
  ['2026-03-01T11:00:00Z', NOW / 1000 - 3600],
  ['2026-03-01T12:00:00+01:00', NOW / 1000 - 3600],
  ['1700000000', 1_700_000_000],
  ['none', undefined],
])('--auth-time %s', async (text, expected) => {
  const { payload } = await verify(
    await run(['token', '--scope', 'factor.enroll', '--subject', 'alice', '--auth-time', text]),
  );
  expect(payload.auth_time).toBe(expected);
});

test('the key is made once, for its owner only', async () => {
  const first = await run(['token', '--scope', 'factor.verify']);
  const file = join(first.dataDir, 'token-issuer.json');
  const key = await readFile(file, 'utf8');
  await run(['token', '--scope', 'factor.verify'], { AUTHFACTOR_DATA_DIR: first.dataDir });
  expect(await readFile(file, 'utf8')).toBe(key);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a damaged key is named and never quoted', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'authfactor-'));
  await writeFile(join(dataDir, 'token-issuer.json'), '{"d":"canary"', { mode: 0o600 });
  const result = await run(['token', '--scope', 'factor.verify'], { AUTHFACTOR_DATA_DIR: dataDir });
  expect(result).toMatchObject({ code: 1, out: '', err: expect.stringContaining('token-issuer.json') });
  expect(result.err).not.toContain('canary');
});

test.each([
  [[], /a command is missing/],
  [['start'], /unknown command "start"/],
  [['serve', '--port', '1'], /'--port'/],
  [['serve', 'now'], /takes no argument "now"/],
  [['token'], /--scope is missing/],
  [['token', '--scope'], /--scope/],
  [['token', '--scope', 'factor.all'], /factor\.verify, factor\.enroll/],
  [['token', '--scope', 'factor.verify', '--client', 'a', '--client', 'b'], /--client is given twice/],
  [['token', '--scope', 'factor.verify', '--subject', 'local'], /RFC 9068/],
  [['token', '--scope', 'factor.verify', '--subject', ''], /1 to 256 bytes/],
  [['token', '--scope', 'factor.verify', '--tenant', 'é'.repeat(129)], /1 to 256 bytes/],
  [['token', '--scope', 'factor.verify', '--tenant', 'a\nb'], /control characters/],
  [['token', '--scope', 'factor.verify', '--ttl', '0s'], /between 1s and 24h/],
  [['token', '--scope', 'factor.verify', '--ttl', '25h'], /between 1s and 24h/],
  [['token', '--scope', 'factor.verify', '--auth-time', 'yesterday'], /--auth-time must be/],
  [['token', '--scope', 'factor.verify', '--auth-time', '2026-03-01T12:00:01Z'], /future/],
])('%j is refused with a reason, on standard error only', async (argv, expected) => {
  const result = await run(argv);
  expect(result).toMatchObject({ code: 2, out: '', err: expect.stringMatching(expected) });
});

test('every mistake in the configuration is listed', async () => {
  const result = await run(['serve'], { AUTHFACTOR_STORE: 'x', AUTHFACTOR_LOG_LEVEL: 'y' });
  expect(result.code).toBe(2);
  expect(result.err).toMatch(/AUTHFACTOR_STORE.*\n.*AUTHFACTOR_LOG_LEVEL/);
});

test('config prints JSON without a secret', async () => {
  const result = await run(['config'], {
    AUTHFACTOR_TOKEN_ISSUER: 'https://id.example',
    AUTHFACTOR_TOKEN_JWKS_URL: 'https://me:hunter2@id.example/jwks?key=hunter2',
  });
  expect(JSON.parse(result.out)).toMatchObject({ grpcListen: '127.0.0.1:50051', drainDeadline: '25s' });
  expect(result.out).not.toContain('hunter2');
});

test("the mode of Okta's key file is checked as the other key files' are", async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'authfactor-')), 'okta.jwk');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = privateKey.export({ format: 'jwk' });
  await writeFile(file, JSON.stringify({ ...jwk, kid: 'k-1' }), { mode: 0o640 });
  const env = {
    AUTHFACTOR_FACTORS: 'okta-push',
    AUTHFACTOR_OKTA_ORG_URL: 'https://acme.okta.com',
    AUTHFACTOR_OKTA_CLIENT_ID: '0oa1',
    AUTHFACTOR_OKTA_PRIVATE_KEY_FILE: file,
  };
  const refused = await run(['config'], env);
  expect(refused).toMatchObject({ code: 2, out: '', err: expect.stringContaining(`${file}; set its mode to 0600`) });
  await chmod(file, 0o600);
  const { code, out } = await run(['config'], env);
  expect({ code, okta: JSON.parse(out).okta }).toMatchObject({ code: 0, okta: { privateKeyFile: file, keyId: 'k-1' } });
  expect(out.includes(jwk.d ?? 'none')).toBe(false);
});

test('token refuses where an identity provider issues the tokens', async () => {
  const result = await run(['token', '--scope', 'factor.verify'], {
    AUTHFACTOR_TOKEN_ISSUER: 'https://id.example',
    AUTHFACTOR_TOKEN_JWKS_URL: 'https://id.example/jwks',
  });
  expect(result).toMatchObject({ code: 1, out: '', err: expect.stringContaining('https://id.example') });
});

test('help names every setting, and each command has its own', async () => {
  const { out } = await run(['--help']);
  for (const name of Object.keys(SETTINGS)) expect(out).toContain(name);
  expect((await run(['token', '--help'])).out).toContain('--auth-time');
  expect((await run(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});
