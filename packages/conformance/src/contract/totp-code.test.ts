import { expect, test } from 'vitest';
import { totpCode } from './totp-code.ts';

// RFC 6238, appendix B: the ASCII secret 12345678901234567890 and its longer forms, in base32.
const SHA_1 = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const SHA_256 = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA====';

test.each([
  ['sha1', SHA_1, 59, '94287082'],
  ['sha1', SHA_1, 1_111_111_109, '07081804'],
  ['sha1', SHA_1, 20_000_000_000, '65353130'],
  ['sha256', SHA_256, 59, '46119246'],
  ['sha256', SHA_256, 2_000_000_000, '90698825'],
] as const)('%s: the vectors of the RFC', (algorithm, secret, seconds, code) => {
  expect(totpCode({ secret, digits: 8, period: 30, algorithm }, Math.floor(seconds / 30))).toBe(code);
});
