import type { VerifiedAssertion } from '@authfactor/client/verify';
import { expect, test } from 'vitest';
import { allVerifiedInOrder } from './all-verified-in-order.ts';

const claims = (rest: Partial<VerifiedAssertion>): VerifiedAssertion => ({
  iss: 'authfactor',
  aud: 'demo',
  sub: 'alice',
  tenant: 'default',
  jti: 'j',
  iat: 100,
  exp: 220,
  sid: 'call-1',
  amr: ['pin'],
  auth_time: 100,
  txn: 't1',
  factor: 'soft-pin',
  assurance: 'medium',
  channel: 'keypad',
  purpose: 'demo',
  ...rest,
});
const pin = claims({});
const totp = claims({ factor: 'totp', txn: 't2', auth_time: 101 });
const wanted = ['soft-pin', 'totp'];

test.each([
  ['both, in order', [pin, totp], true],
  ['both within one second', [pin, { ...totp, auth_time: 100 }], true],
  ['nothing', [], false],
  ['one alone', [pin], false],
  ['one too many', [pin, totp, claims({ factor: 'okta-push', txn: 't3', auth_time: 102 })], false],
  ['the other order', [totp, pin], false],
  ['the second one first in time', [pin, { ...totp, auth_time: 99 }], false],
  ['one twice', [pin, pin], false],
  ['one challenge under two names', [pin, { ...totp, txn: 't1' }], false],
  ['another session', [pin, { ...totp, sid: 'call-2' }], false],
  ['another person', [pin, { ...totp, sub: 'mallory' }], false],
  ['another tenant', [pin, { ...totp, tenant: 'other' }], false],
  ['another issuer', [pin, { ...totp, iss: 'elsewhere' }], false],
])('%s', (_, assertions, verified) => {
  expect(allVerifiedInOrder(wanted, 'call-1', assertions)).toBe(verified);
});

test('both of another session than this one', () => {
  expect(allVerifiedInOrder(wanted, 'call-2', [pin, totp])).toBe(false);
});
