import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { createAssertionSigner, generateSigningKey, parseSigningKey } from '@authfactor/assertion/sign';
import { describe, expect, test } from 'vitest';
import { claims, decode, issuer, jwk, signer } from './fixture.ts';

describe('createAssertionSigner', () => {
  test('writes header and claims, and nothing else', () => {
    const [header, payload] = signer.sign(claims).split('.');
    expect(decode(header)).toEqual({ alg: 'EdDSA', typ: 'factor-assertion+jwt', kid: jwk.kid });
    expect(decode(payload)).toEqual({ ...claims, iss: issuer });
  });

  test('drops what is no claim of an assertion', () => {
    const [, payload] = signer.sign({ ...claims, attempts_remaining: 2 } as typeof claims).split('.');
    expect(decode(payload)).toEqual({ ...claims, iss: issuer });
  });

  test('gives the same token for the same claims', () => {
    expect(signer.sign(claims)).toBe(signer.sign({ ...claims }));
  });

  test('takes a key object too', () => {
    const key = createPrivateKey({ key: { ...jwk }, format: 'jwk' });
    expect(createAssertionSigner({ key, keyId: jwk.kid, issuer }).sign(claims)).toBe(signer.sign(claims));
  });

  test.each([claims.iat + 121, claims.iat, claims.iat - 1, Number.NaN])('refuses an exp of %d', (exp) => {
    expect(() => signer.sign({ ...claims, exp })).toThrow(RangeError);
  });

  test('publishes the public half only', () => {
    expect(signer.publicJwks()).toEqual({
      keys: [{ kty: 'OKP', crv: 'Ed25519', x: jwk.x, kid: jwk.kid, alg: 'EdDSA', use: 'sig' }],
    });
  });

  test('refuses other keys', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { publicKey } = generateKeyPairSync('ed25519');
    for (const key of [privateKey, publicKey]) {
      expect(() => createAssertionSigner({ key, keyId: 'k', issuer })).toThrow(TypeError);
    }
  });
});

describe('parseSigningKey', () => {
  test('reads what generateSigningKey makes', () => {
    const made = generateSigningKey();
    expect(parseSigningKey(JSON.stringify(made))).toEqual(made);
  });

  test.each([
    ['no JSON', (text: string) => text.slice(0, -2)],
    ['no object', () => 'null'],
    ['no d', (text: string) => text.replace('"d"', '"e"')],
    ['no kid', (text: string) => text.replace('"kid"', '"kim"')],
    ['another curve', (text: string) => text.replace('"Ed25519"', '"X25519"')],
    ['a broken d', (text: string) => text.replace(/"d":"..../, '"d":"')],
    ['the x of another key', (text: string) => text.replace(jwk.x, generateSigningKey().x)],
  ])('refuses %s without repeating the key', (_name, spoil) => {
    const text = spoil(JSON.stringify(jwk));
    let failure: unknown;
    try {
      parseSigningKey(text);
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(TypeError);
    const { message, cause } = failure as TypeError;
    expect(message).not.toContain(jwk.d.slice(-10));
    expect(cause).toBeUndefined();
  });
});
