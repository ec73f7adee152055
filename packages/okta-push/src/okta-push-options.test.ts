import { createSecretKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ecKey, OFFLINE } from '../tests/offline-factor.ts';
import { createOktaPush } from './okta-push.ts';

describe('options that are refused', () => {
  test.each([
    'http://example.okta.com',
    'https://example.okta.com/oauth2',
    'https://example.okta.com?x=1',
    'https://user@example.okta.com',
    'example.okta.com',
    '',
  ])('the organisation %j', (orgUrl) => {
    expect(() => createOktaPush({ ...OFFLINE, orgUrl })).toThrow(/https:\/\/host/);
  });

  test.each<[string, KeyObject]>([
    ['a public one', generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey],
    ['a secret one', createSecretKey(Buffer.alloc(32))],
    ['Ed25519, which Okta does not take', generateKeyPairSync('ed25519').privateKey],
    ['a curve that Okta does not take', ecKey('secp256k1')],
    ['a short RSA key', generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey],
  ])('a key that is %s', (_, privateKey) => {
    expect(() => createOktaPush({ ...OFFLINE, privateKey })).toThrow(/private key must be/);
  });

  test.each([
    ['pollIntervalMs', 0],
    ['requestTimeoutMs', Number.NaN],
    ['maxRequests', 1],
    ['maxRequests', 2.5],
  ])('%s of %d', (name, value) => {
    expect(() => createOktaPush({ ...OFFLINE, [name]: value })).toThrow(name);
  });

  test('an empty key id', () => {
    expect(() => createOktaPush({ ...OFFLINE, keyId: '' })).toThrow(/kid/);
  });
});

test.each(['P-256', 'P-384', 'P-521'])('a key on %s is taken', (curve) => {
  expect(createOktaPush({ ...OFFLINE, privateKey: ecKey(curve) }).kind).toBe('out-of-band');
});

test('the factor prints nothing of its key', () => {
  const { d = 'none' } = OFFLINE.privateKey.export({ format: 'jwk' });
  expect(inspect(createOktaPush(OFFLINE), { depth: 9, showHidden: true })).not.toContain(d);
});
