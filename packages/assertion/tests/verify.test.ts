import { createPublicKey, sign as signBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAssertionSigner, generateSigningKey } from '@authfactor/assertion/sign';
import {
  AssertionError,
  type AssertionVerifierOptions,
  createAssertionVerifier,
  createMemorySeenStore,
  type ExpectedClaims,
} from '@authfactor/assertion/verify';
import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { claims, encode, hmacToken, iat, issuer, jwk, jwks, now, signer } from './fixture.ts';

const options: AssertionVerifierOptions = { jwks, issuer, audience: claims.aud, now };
const token = signer.sign(claims);

async function codeOf(
  text: string,
  changes: Partial<AssertionVerifierOptions> = {},
  expected?: ExpectedClaims,
): Promise<string> {
  const outcome = await createAssertionVerifier({ ...options, ...changes })
    .verify(text, expected)
    .catch((error: unknown) => error);
  if (!(outcome instanceof AssertionError)) return 'verified';
  expect(outcome.message).not.toContain('alice');
  return outcome.code;
}

/** A token of the right issuer, with any header and claims. */
async function forge(header: object, payload: object): Promise<string> {
  const key = await importJWK({ ...jwk }, 'EdDSA');
  return new SignJWT({ ...claims, iss: issuer, ...payload })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'factor-assertion+jwt', kid: jwk.kid, ...header })
    .sign(key);
}

test('gives the claims of a good assertion', async () => {
  await expect(
    createAssertionVerifier(options).verify(token, { subject: 'alice', session: 'call-1', tenant: 'default' }),
  ).resolves.toEqual({ ...claims, iss: issuer });
});

describe('refuses', () => {
  test('what is no JWS', async () => {
    for (const text of ['', 'a.b', 'a.b.c', 'null', token.slice(0, token.lastIndexOf('.'))]) {
      expect(await codeOf(text)).toBe('malformed');
    }
  });

  test('alg none', async () => {
    const payload = encode({ ...claims, iss: issuer });
    for (const alg of ['none', 'None', 'NONE']) {
      const text = `${encode({ alg, typ: 'factor-assertion+jwt', kid: jwk.kid })}.${payload}.`;
      expect(await codeOf(text)).toBe('not-trusted');
    }
  });

  test('HS256 with the public key as the secret', async () => {
    const publicKey = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    const header = { alg: 'HS256', typ: 'factor-assertion+jwt', kid: jwk.kid };
    for (const secret of [
      jwk.x,
      Buffer.from(jwk.x, 'base64url'),
      publicKey.export({ type: 'spki', format: 'pem' }),
      publicKey.export({ type: 'spki', format: 'der' }),
    ]) {
      expect(await codeOf(hmacToken(header, { ...claims, iss: issuer }, secret))).toBe('not-trusted');
    }
  });

  test('an algorithm that is not on the list, by a key of the issuer', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES384', { extractable: true });
    const other = { ...(await exportJWK(publicKey)), kid: 'es384', alg: 'ES384' };
    const text = await new SignJWT({ ...claims, iss: issuer })
      .setProtectedHeader({ alg: 'ES384', typ: 'factor-assertion+jwt', kid: 'es384' })
      .sign(privateKey);
    expect(await codeOf(text, { jwks: { keys: [...jwks.keys, other] } })).toBe('not-trusted');
  });

  test('a changed claim, header or signature', async () => {
    const [header, , signature = ''] = token.split('.');
    const other = encode({ ...claims, iss: issuer, sub: 'mallory' });
    expect(await codeOf(`${header}.${other}.${signature}`)).toBe('not-trusted');
    expect(await codeOf(`${token.slice(0, -signature.length)}${signature.split('').reverse().join('')}`)).toBe(
      'not-trusted',
    );
  });

  test('another key under the same key id', async () => {
    const stranger = createAssertionSigner({ key: generateSigningKey(), keyId: jwk.kid, issuer });
    expect(await codeOf(stranger.sign(claims))).toBe('not-trusted');
  });

  test('a key that the token brings itself', async () => {
    const own = generateSigningKey();
    const { d: _, ...embedded } = own;
    const header = { alg: 'EdDSA', typ: 'factor-assertion+jwt', jwk: embedded };
    const input = `${encode(header)}.${encode({ ...claims, iss: issuer })}`;
    const key = { key: { ...own }, format: 'jwk' } as const;
    const text = `${input}.${signBytes(null, Buffer.from(input), key).toString('base64url')}`;
    expect(await codeOf(text)).toBe('not-trusted');
  });

  test('an unknown key id', async () => {
    expect(await codeOf(await forge({ kid: 'unknown' }, {}))).toBe('not-trusted');
  });

  test.each(['caller-assurance+jwt', 'JWT', 'at+jwt', undefined])('typ %s', async (typ) => {
    expect(await codeOf(await forge({ typ }, {}))).toBe('wrong-type');
  });

  test('another issuer, audience, subject, session or tenant', async () => {
    expect(await codeOf(token, { issuer: 'https://other.example' })).toBe('wrong-issuer');
    expect(await codeOf(token, { audience: 'portal' })).toBe('wrong-audience');
    expect(await codeOf(token, {}, { subject: 'bob' })).toBe('wrong-subject');
    expect(await codeOf(token, {}, { session: 'call-2' })).toBe('wrong-session');
    expect(await codeOf(token, {}, { tenant: 'other' })).toBe('wrong-tenant');
    expect(await codeOf(token, {}, { subject: 'аlice' })).toBe('wrong-subject');
  });

  test('an expired one, with 5 s for the clocks', async () => {
    expect(await codeOf(token, { now: () => (iat + 124) * 1000 })).toBe('verified');
    expect(await codeOf(token, { now: () => (iat + 125) * 1000 })).toBe('expired');
    expect(await codeOf(token, { now: () => (iat + 120) * 1000, clockTolerance: 0 })).toBe('expired');
  });

  test('one from the future', async () => {
    expect(await codeOf(token, { now: () => (iat - 5) * 1000 })).toBe('verified');
    expect(await codeOf(token, { now: () => (iat - 6) * 1000 })).toBe('not-yet-valid');
  });

  test('one that lives too long', async () => {
    expect(await codeOf(await forge({}, { exp: iat + 121 }))).toBe('malformed');
  });

  test.each([
    ['exp', undefined],
    ['exp', '1800000120'],
    ['iat', undefined],
    ['jti', undefined],
    ['jti', ''],
    ['jti', 7],
    ['sub', ''],
    ['tenant', ['default']],
    ['sid', null],
    ['txn', {}],
    ['factor', undefined],
    ['channel', undefined],
    ['purpose', undefined],
    ['assurance', 'very-high'],
    ['amr', 'pin'],
    ['amr', [1]],
    ['auth_time', 1.5],
    ['aud', ['orchestrator', 'portal']],
  ])('a wrong %s: %j', async (name, value) => {
    expect(await codeOf(await forge({}, { [name]: value }))).toBe('malformed');
  });
});

describe('single use', () => {
  test('a second use is a replay', async () => {
    const seen = createMemorySeenStore({ now });
    expect(await codeOf(token, { seen })).toBe('verified');
    expect(await codeOf(token, { seen })).toBe('replayed');
    expect(await codeOf(signer.sign({ ...claims, jti: 'another' }), { seen })).toBe('verified');
  });

  test('of many uses at once one passes', async () => {
    const seen = createMemorySeenStore({ now });
    const codes = await Promise.all(Array.from({ length: 20 }, () => codeOf(token, { seen })));
    expect(codes.filter((code) => code === 'verified')).toHaveLength(1);
  });

  test('one that is refused is not used up', async () => {
    const seen = createMemorySeenStore({ now });
    expect(await codeOf(token, { seen }, { session: 'call-2' })).toBe('wrong-session');
    expect(await codeOf(token, { seen, audience: 'portal' })).toBe('wrong-audience');
    expect(await codeOf(token, { seen })).toBe('verified');
  });

  test('is remembered as long as the assertion could pass', async () => {
    let time = now();
    const seen = createMemorySeenStore({ now: () => time });
    await seen.claim('a', iat + 125);
    time = (iat + 125) * 1000;
    expect(await seen.claim('a', iat + 125)).toBe(false);
    time = (iat + 200) * 1000;
    expect(await seen.claim('a', iat + 325)).toBe(true);
  });
});

describe('keys from a URL', () => {
  async function serve(status: number, body: string): Promise<{ url: URL } & AsyncDisposable> {
    const server = createServer((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
      url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/.well-known/jwks.json`),
      async [Symbol.asyncDispose]() {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  }

  test('are fetched', async () => {
    await using server = await serve(200, JSON.stringify(jwks));
    expect(await codeOf(token, { jwks: server.url })).toBe('verified');
  });

  test('that are not there are no verdict on the assertion', async () => {
    await using server = await serve(503, '');
    expect(await codeOf(token, { jwks: server.url })).toBe('keys-unavailable');
  });
});
