import { expect, test } from 'vitest';
import { scan } from './authenticator.ts';

const uri = (seed: string, algorithm: string) =>
  `otpauth://totp/acme:alice?secret=${seed}&issuer=acme&algorithm=${algorithm}&digits=8&period=30`;

// RFC 6238, appendix B.
test.each([
  ['SHA1', 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', 59, '94287082'],
  ['SHA1', 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', 20_000_000_000, '65353130'],
  ['SHA256', 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA', 1_111_111_109, '68084774'],
])('%s at %s s', (algorithm, seed, seconds, code) => {
  const app = scan(uri(seed, algorithm));
  expect(app.codeAt(seconds * 1_000)).toBe(code);
  expect(app.codeAt(seconds * 1_000 - 30_000, 1)).toBe(code);
  expect(app).toMatchObject({ issuer: 'acme', account: 'alice', digits: 8, periodSeconds: 30 });
  expect(app.wrongAt(seconds * 1_000)).toMatch(/^\d{8}$/);
});
