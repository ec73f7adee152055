import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { createLeakScanner } from './leak-scanner.ts';

const PIN = '902746';
const KEY = Buffer.from('4f5a1c9bd7e3206688aa12f0c3d4e5f6017b29aa55cc33dd99ee77ff00112233', 'hex');

const scanner = createLeakScanner();
scanner.addPin('PIN', PIN);
scanner.addText('token', 'eyJhbGciOiJFZERTQSJ9.e30.c2ln');
scanner.addKey('key', KEY);
scanner.addSeed('seed', Buffer.from('12345678901234567890'));

test.each<[string, string]>([
  ['digits', `{"text":"${PIN}"}`],
  ['digits', `pin=${PIN}x`],
  ['digits', 'my pin is 9 0 2 7 4 6, please'],
  ['digits', '9-0-2-7-4-6'],
  ['digits', '902 746'],
  ['digits', '["9","0","2","7","4","6"]'],
  ['full width', '９０２７４６'],
  ['words', 'it is nine zero two, seven four six'],
  ['words', 'Nine oh two seven four six'],
  ['hex', 'x 393032373436 x'],
  ['bytes', inspect(Buffer.from(`pin ${PIN}`))],
  ['list of bytes', JSON.stringify(Buffer.from(PIN))],
  ['list of bytes', inspect(new Uint8Array(Buffer.from(PIN)))],
  ['base64', Buffer.from(PIN).toString('base64')],
  ['base64', Buffer.from(`a${PIN}b`).toString('base64')],
  ['base64', Buffer.from(`ab${PIN}cd`).toString('base64url')],
])('a PIN as %s is found in %s', (form, text) => {
  expect(scanner.find(text)).toContain(`PIN (${form})`);
});

test.each<[string, string]>([
  ['token (text)', 'authorization: Bearer eyJhbGciOiJFZERTQSJ9.e30.c2ln'],
  ['key (hex)', `key ${KEY.toString('hex')}`],
  ['key (base64)', KEY.toString('base64')],
  ['key (base64)', KEY.toString('base64url')],
  ['key (base64)', Buffer.concat([Buffer.from('x'), KEY, Buffer.from('y')]).toString('base64')],
  ['key (bytes)', inspect(KEY)],
  ['key (raw)', `x${KEY.toString('latin1')}`],
  ['key (raw)', `x${KEY.toString('utf8')}`],
  ['seed (base32)', 'otpauth://totp/a:b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=a'],
  ['seed (base32)', 'gezd gnbv gy3t qojq gezd gnbv gy3t qojq'],
  ['seed (hex)', '3132333435363738393031323334353637383930'],
  ['seed (base64)', 'MTIzNDU2Nzg5MDEyMzQ1Njc4OTA='],
  ['seed (raw)', 'the seed 12345678901234567890'],
])('%s is found', (name, text) => {
  expect(scanner.find(text)).toContain(name);
});

test.each([
  'a longer number 19027465 or 9027460',
  '{"time":"2026-11-24T09:02:46.123Z","pid":902,"ms":746}',
  'nine two zero seven four six',
  'eyJhbGciOiJFZERTQSJ9.e30.other',
])('nothing is found in %s', (text) => {
  expect(scanner.find(text)).toEqual([]);
});
