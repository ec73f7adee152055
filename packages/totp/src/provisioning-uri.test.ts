import { readProvisioningUri } from '@authfactor/conformance/contract';
import { Secret } from '@authfactor/factor';
import { array, assert, constantFrom, property, string } from 'fast-check';
import { URI } from 'otpauth';
import { describe, expect, test } from 'vitest';
import { checkIssuer, provisioningUri } from './provisioning-uri.ts';
import type { TotpParameters } from './totp-parameters.ts';

const SHA1: TotpParameters = { algorithm: 'SHA1', digits: 6, periodSeconds: 30 };
const STRONG: TotpParameters = { algorithm: 'SHA512', digits: 8, periodSeconds: 60 };
const seed = (size = 20) => Secret.fromText('1234567890'.repeat(7).slice(0, size));
const uriOf = (issuer: string, subject: string, parameters = SHA1, size = 20) =>
  provisioningUri(seed(size), parameters, issuer, subject);

test('names the issuer twice and every parameter, spaces as %20, and does not pad the seed', () => {
  expect(uriOf('ACME Co', 'alice@example.com')).toBe(
    'otpauth://totp/ACME%20Co:alice%40example.com?issuer=ACME%20Co&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&algorithm=SHA1&digits=6&period=30',
  );
  const strong = uriOf('Müller & Söhne', 'a+b/c?d=e#f%20', STRONG, 64);
  expect(strong).not.toMatch(/[\s+#]|secret=[^&]*=/);
  expect(strong).toMatch(/&algorithm=SHA512&digits=8&period=60$/);
  const { issuer, label } = URI.parse(strong);
  expect([issuer, label]).toEqual(['Müller & Söhne', 'a+b/c?d=e#f%20']);
});

describe('the account is the subject, as far as the format allows', () => {
  const accountOf = (subject: string): string => URI.parse(uriOf('Example', subject)).label;
  test.each([
    ['alice', 'alice'],
    ['auth0|6531', 'auth0|6531'],
    ['Ζωή 😀', 'Ζωή 😀'],
    ['urn:example:alice', 'urn.example.alice'],
    ['a\nb\u0000c', 'a.b.c'],
    ['a\ud800b', 'a.b'],
    ['x'.repeat(64), 'x'.repeat(64)],
    ['x'.repeat(65), `${'x'.repeat(63)}…`],
  ])('%j: %j', (subject, account) => {
    expect(accountOf(subject)).toBe(account);
  });
});

test('of any subject, an app reads the issuer and the seed, and it fits into one QR code', () => {
  // Byte mode, version 40, error correction level L (ISO/IEC 18004).
  const capacity = 2953;
  const longest = '😀'.repeat(64);
  const unit = constantFrom('😀', ':', '%', '&', '%3A', '\n', '\ud800', 'a');
  assert(
    property(constantFrom('Example', longest), array(unit, { maxLength: 300 }), string(), (issuer, units, rest) => {
      const uri = uriOf(issuer, units.join('') + rest, STRONG, 64);
      expect(uri.length).toBeLessThanOrEqual(capacity);
      expect(uri).toMatch(/^[\x21-\x7e]+$/);
      expect(URI.parse(uri).issuer).toBe(issuer);
      expect(new URL(uri).pathname.split(/:|%3A/i)).toHaveLength(2);
      expect(readProvisioningUri(uri)).toMatchObject({ digits: 8, period: 60, algorithm: 'sha512' });
    }),
  );
});

describe('checkIssuer', () => {
  test.each(['Example', 'ACME Co', 'Müller & Söhne', '株式会社', '😀'.repeat(64)])('takes %j', (issuer) => {
    expect(checkIssuer(issuer)).toBe(issuer);
  });

  test.each(['', ' ', ' Example', 'Example ', 'a:b', 'a\nb', 'a\u0000', 'a\ud800b', 'x'.repeat(65)])(
    'refuses %j',
    (issuer) => {
      expect(() => checkIssuer(issuer)).toThrow(
        expect.objectContaining({ name: 'TotpError', code: 'invalid-options' }),
      );
    },
  );
});
