import { expect, test } from 'vitest';
import { drawQrCode } from './draw-qr-code.ts';

const URI = `otpauth://totp/authfactor:demo?secret=${'A'.repeat(32)}&issuer=authfactor`;

test.each([undefined, 0, 80])('it is drawn in a terminal of %s columns', (columns) => {
  const drawn = drawQrCode(URI, columns === undefined ? {} : { columns });
  expect(drawn).toContain('█');
  expect(drawn.split('\n').length).toBeGreaterThan(20);
});

test('where it would be wrapped it is not drawn, and the reason says how much is missing', () => {
  expect(drawQrCode(URI, { columns: 30 })).toMatch(/needs \d\d columns, this terminal has 30/);
});
