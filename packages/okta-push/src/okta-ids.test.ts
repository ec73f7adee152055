import { describe, expect, test } from 'vitest';
import { readDevice, readTransaction, transactionIdOf, transactionText } from './okta-ids.ts';

const ORG = 'https://example.okta.com';
const DEVICE = { userId: '00uA', factorId: 'opfB' };
const PATH = '/api/v1/users/00uA/factors/opfB/transactions';

test('the link that Okta documents names a transaction', () => {
  expect(transactionIdOf(`${ORG}${PATH}/mstC`, ORG, DEVICE)).toBe('mstC');
});

describe('a link that leads elsewhere is none', () => {
  test.each([
    ['another host', `https://elsewhere.example${PATH}/mstC`],
    ['a host that begins alike', `https://example.okta.com.elsewhere.example${PATH}/mstC`],
    ['the host as a user', `https://example.okta.com@elsewhere.example${PATH}/mstC`],
    ['a user', `https://someone@example.okta.com${PATH}/mstC`],
    ['another port', `https://example.okta.com:8443${PATH}/mstC`],
    ['no TLS', `http://example.okta.com${PATH}/mstC`],
    ['another scheme', 'file:///etc/passwd'],
    ['the cloud’s own address', 'http://169.254.169.254/latest/meta-data'],
    ['no host', `${PATH}/mstC`],
    ['another user', `${ORG}/api/v1/users/00uX/factors/opfB/transactions/mstC`],
    ['another factor', `${ORG}/api/v1/users/00uA/factors/opfX/transactions/mstC`],
    ['a way up', `${ORG}${PATH}/../../../../00uX`],
    ['an encoded way up', `${ORG}${PATH}/..%2f..%2fmstC`],
    ['more behind the id', `${ORG}${PATH}/mstC/verify`],
    ['a query', `${ORG}${PATH}/mstC?as=admin`],
    ['a fragment', `${ORG}${PATH}/mstC#x`],
    ['no id', `${ORG}${PATH}/`],
    ['a long id', `${ORG}${PATH}/${'a'.repeat(65)}`],
    ['no text', 42],
    ['nothing', undefined],
  ])('%s', (_, href) => {
    expect(transactionIdOf(href, ORG, DEVICE)).toBeUndefined();
  });
});

test.each(['', 'a', 'a.b', 'a.b.c.d', 'a..c', 'a.b.', '../x.b.c', 'a.b.c/d', 'a.b.c d', 'a.b.ç'])(
  '%j is no transaction of ours',
  (text) => {
    expect(readTransaction(text)).toBeUndefined();
  },
);

test('what was written is read again', () => {
  const transaction = { ...DEVICE, transactionId: 'mstC' };
  expect(readTransaction(transactionText(transaction))).toEqual(transaction);
  expect(readDevice('00uA.opfB')).toEqual(DEVICE);
  expect(readDevice(transactionText(transaction))).toBeUndefined();
});
