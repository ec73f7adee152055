import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import type { Authentication } from './authenticator.ts';
import { createJwtAuthenticator, type JwtAuthenticatorOptions, type TokenAlgorithm } from './jwt-authenticator.ts';

const iat = 1_800_000_000;
const start = iat * 1000;

async function makeIssuer(issuer: string, alg: TokenAlgorithm) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: issuer, alg }] };
  const base = { iss: issuer, aud: 'authfactor', sub: 'alice', azp: 'web', iat, exp: iat + 60, tenants: 'default' };
  return {
    issuer,
    audience: 'authfactor',
    jwks,
    publicKey,
    sign: (claims: Record<string, unknown> = {}, header: object = {}) =>
      new SignJWT({ ...base, ...claims }).setProtectedHeader({ alg, kid: issuer, ...header }).sign(privateKey),
  };
}

const a = await makeIssuer('a', 'EdDSA');
const b = await makeIssuer('b', 'ES256');

const authenticator = (options: Partial<JwtAuthenticatorOptions> = {}) =>
  createJwtAuthenticator({ issuers: [a, b], now: () => start, ...options });

const callerOf = (authentication: Authentication) =>
  authentication.kind === 'authenticated' ? authentication.caller : authentication;

async function caller(claims: Record<string, unknown>, options: Partial<JwtAuthenticatorOptions> = {}) {
  return callerOf(await authenticator(options).authenticate(await a.sign(claims)));
}

describe('the caller', () => {
  test('has what the token says', async () => {
    expect(await caller({ scope: ' factor.verify  factor.admin', tenants: ['x', 'y'], auth_time: iat - 5 })).toEqual({
      clientId: 'web',
      tenants: ['x', 'y'],
      scopes: ['factor.verify', 'factor.admin'],
      subject: 'alice',
      authTime: start - 5000,
    });
  });

  test('has nothing that the token does not say', async () => {
    expect(await caller({ tenants: undefined, sub: undefined })).toEqual({ clientId: 'web', tenants: [], scopes: [] });
  });

  test('has a single tenant where the claim is a text, spaces included', async () => {
    expect(await caller({ tenants: 'one two' })).toMatchObject({ tenants: ['one two'] });
  });

  test('has scopes from a list', async () => {
    expect(await caller({ scope: ['factor.verify'] })).toMatchObject({ scopes: ['factor.verify'] });
  });

  test('has no subject where the subject is the client (RFC 9068)', async () => {
    expect(await caller({ sub: 'web' })).not.toHaveProperty('subject');
    expect(await caller({ sub: 'web', employee: 'e1' }, { subjectClaim: 'employee' })).not.toHaveProperty('subject');
    expect(await caller({ sub: 'idp|1', employee: 'web' }, { subjectClaim: 'employee' })).not.toHaveProperty('subject');
  });

  test('comes from other claims where the deployment says so', async () => {
    const options = { subjectClaim: 'employee', tenantsClaim: 'https://example.com/tenants', scopeClaim: 'scp' };
    const claims = { employee: 'e1', 'https://example.com/tenants': ['t'], scp: ['factor.enroll'] };
    expect(await caller(claims, options)).toEqual({
      clientId: 'web',
      subject: 'e1',
      tenants: ['t'],
      scopes: ['factor.enroll'],
    });
  });

  test.each([
    [{ azp: undefined }],
    [{ azp: '' }],
    [{ azp: 7 }],
    [{ client_id: 'other' }],
    [{ tenants: 7 }],
    [{ tenants: ['x', 7] }],
    [{ tenants: [''] }],
    [{ scope: { a: 1 } }],
    [{ sub: 'a\u0000b' }],
    [{ sub: '\ud800' }],
    [{ sub: 'ü'.repeat(129) }],
    [{ auth_time: 'now' }],
  ])('is refused with %j', async (claims) => {
    expect(await caller(claims)).toMatchObject({ kind: 'refused' });
  });
});

describe('a token is refused', () => {
  const kindOf = async (token: string, options: Partial<JwtAuthenticatorOptions> = {}) =>
    (await authenticator(options).authenticate(token)).kind;

  test('that is no JWT', async () => {
    for (const token of ['', 'x', 'a.b.c', '..', 'null']) expect(await kindOf(token)).toBe('refused');
  });

  test('from nobody that is trusted, or signed by another issuer', async () => {
    expect(await kindOf(await (await makeIssuer('c', 'EdDSA')).sign())).toBe('refused');
    expect(await kindOf(await b.sign({ iss: 'a' }))).toBe('refused');
    expect(await kindOf(await a.sign({ iss: '__proto__' }))).toBe('refused');
  });

  test('for another audience', async () => {
    expect(await kindOf(await a.sign({ aud: 'other' }))).toBe('refused');
    expect(await kindOf(await a.sign({ aud: undefined }))).toBe('refused');
  });

  test('without an end, expired, or not valid yet', async () => {
    expect(await kindOf(await a.sign({ exp: undefined }))).toBe('refused');
    expect(await kindOf(await a.sign({ exp: iat - 5 }))).toBe('refused');
    expect(await kindOf(await a.sign({ nbf: iat + 6 }))).toBe('refused');
    expect(await kindOf(await a.sign({ exp: iat - 4 }))).toBe('authenticated');
    expect(await kindOf(await a.sign({ nbf: iat + 5 }))).toBe('authenticated');
  });

  test('of another kind: our own assertion, above all', async () => {
    for (const typ of ['factor-assertion+jwt', 'caller-assurance+jwt', 'dpop+jwt', 'logout+jwt']) {
      expect(await kindOf(await a.sign({}, { typ }))).toBe('refused');
    }
    for (const typ of ['JWT', 'at+jwt', 'application/at+jwt', undefined]) {
      expect(await kindOf(await a.sign({}, { typ }))).toBe('authenticated');
    }
  });

  test('with alg none', async () => {
    const [, payload] = (await a.sign()).split('.');
    for (const alg of ['none', 'NONE', 'None']) {
      const header = Buffer.from(JSON.stringify({ alg, kid: 'a' })).toString('base64url');
      expect(await kindOf(`${header}.${payload}.`)).toBe('refused');
    }
  });

  test('with HS256 and the public key as the secret', async () => {
    const [, payload] = (await a.sign()).split('.');
    const input = `${Buffer.from(JSON.stringify({ alg: 'HS256', kid: 'a' })).toString('base64url')}.${payload}`;
    for (const secret of [await exportSPKI(a.publicKey), Buffer.from(a.jwks.keys[0]?.x ?? '', 'base64url')]) {
      const signature = createHmac('sha256', secret).update(input).digest('base64url');
      expect(await kindOf(`${input}.${signature}`)).toBe('refused');
    }
  });

  test('by an algorithm that this issuer does not use', async () => {
    const issuers = [{ ...b, algorithms: ['RS256'] as const }];
    expect(await kindOf(await b.sign(), { issuers })).toBe('refused');
  });

  test('without saying anything of it', async () => {
    const outcome = await authenticator().authenticate(await a.sign({ aud: 'a-secret-audience' }));
    expect(JSON.stringify(outcome)).not.toContain('a-secret-audience');
  });
});

test('a verified token is remembered until it expires', async () => {
  let now = start;
  let fetches = 0;
  let up = true;
  const server = createServer((_request, response) => {
    fetches++;
    response.writeHead(up ? 200 : 503).end(JSON.stringify(a.jwks));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const jwks = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const options = { issuers: [{ issuer: 'a', audience: 'authfactor', jwks }], now: () => now };
    const authenticate = createJwtAuthenticator(options).authenticate;
    const token = await a.sign();
    expect((await authenticate(token)).kind).toBe('authenticated');
    expect(fetches).toBe(1);
    up = false;
    expect((await authenticate(token)).kind).toBe('authenticated');
    expect(fetches).toBe(1);
    now = (iat + 66) * 1000;
    expect((await authenticate(token)).kind).toBe('refused');
    const other = createJwtAuthenticator({ ...options, now: () => start });
    expect((await other.authenticate(token)).kind).toBe('unavailable');
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('two issuers of one name are refused', () => {
  expect(() => authenticator({ issuers: [a, a] })).toThrow(TypeError);
});
