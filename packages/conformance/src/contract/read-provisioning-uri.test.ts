import { expect, test } from 'vitest';
import { readProvisioningUri } from './read-provisioning-uri.ts';

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test('takes what the URI says, and the defaults of the format for the rest', () => {
  const parameters = 'issuer=ACME%20Co&algorithm=SHA512&digits=8&period=60';
  expect(readProvisioningUri(`otpauth://totp/ACME%20Co:alice?secret=${SECRET}&${parameters}`)).toEqual({
    secret: SECRET,
    digits: 8,
    period: 60,
    algorithm: 'sha512',
  });
  expect(readProvisioningUri(`otpauth://totp/alice?secret=${SECRET}`)).toEqual({
    secret: SECRET,
    digits: 6,
    period: 30,
    algorithm: 'sha1',
  });
});

test.each([
  '',
  'https://totp/alice',
  `otpauth://hotp/alice?secret=${SECRET}`,
  'otpauth://totp/alice',
  `otpauth://totp/alice?secret=${SECRET}1`,
  `otpauth://totp/alice?secret=${SECRET.slice(0, 8)}`,
  `otpauth://totp/alice?secret=${SECRET}&algorithm=MD5`,
  `otpauth://totp/alice?secret=${SECRET}&digits=six`,
  `otpauth://totp/alice?secret=${SECRET}&period=0`,
])('%j is none, and what it holds is not told', (uri) => {
  const read = () => readProvisioningUri(uri);
  expect(read).toThrow(expect.objectContaining({ code: 'CLAUSE_BROKEN' }));
  expect(read).not.toThrow(new RegExp(SECRET.slice(0, 8)));
});
