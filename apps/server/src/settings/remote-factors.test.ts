import { expect, test } from 'vitest';
import { mistaken, parsed } from './parsed.ts';
import { readRemoteFactors } from './remote-factors.ts';

const files: Record<string, string> = {
  '/token': 'abc.def.ghi\n',
  '/two': 'abc def\n',
  '/ca.pem': '-----BEGIN CERTIFICATE-----',
  '/key.pem': '-----BEGIN PRIVATE KEY-----',
};
const readFile = (path: string) => {
  const text = files[path];
  return text === undefined ? mistaken(`names a file that cannot be read: ${path}`) : parsed({ path, text });
};
const read = (value: unknown, installed = ['soft-pin']) =>
  readRemoteFactors(JSON.stringify(value), readFile, installed);

const GOOD = { factorType: 'questions', url: 'https://factor.example:50051', tokenFile: '/token' };

test('a factor needs a type, an address and a token', () => {
  expect(read([GOOD])).toEqual({
    factors: [{ ...GOOD, timeoutMs: 3_000, tenant: 'default' }],
    mistakes: [],
  });
});

test('everything else may be said', () => {
  const rest = { caFile: '/ca.pem', certFile: '/ca.pem', keyFile: '/key.pem', tenant: 'acme' };
  const input = { kind: 'digits', minLength: 6, maxLength: 6 };
  const local = { ...GOOD, url: 'http://[::1]:50052/', ...rest, timeout: '500ms', input };
  expect(read([local])).toEqual({
    factors: [{ ...GOOD, url: 'http://[::1]:50052', ...rest, timeoutMs: 500, input }],
    mistakes: [],
  });
});

test('a type that this server does not run itself may be elsewhere', () => {
  expect(read([{ ...GOOD, factorType: 'totp' }]).mistakes).toEqual([]);
  const mistake = expect.stringMatching(/^totp is this server's own/);
  expect(read([{ ...GOOD, factorType: 'totp' }], ['soft-pin', 'totp']).mistakes).toEqual([mistake]);
});

test.each<[unknown, RegExp]>([
  [{}, /JSON array/],
  [['a'], /entry 1: must be an object/],
  [[{ ...GOOD, factorType: 'Questions' }], /factorType must be in kebab-case/],
  [[{ ...GOOD, factorType: 'soft-pin' }], /soft-pin is this server's own/],
  [[GOOD, GOOD], /questions stands there twice/],
  [[{ ...GOOD, url: 'http://factor.example' }], /url must be https/],
  [[{ ...GOOD, url: 'https://user:pw@factor.example' }], /url must be https/],
  [[{ ...GOOD, url: 'https://factor.example/path' }], /url must be https/],
  [[{ ...GOOD, tokenFile: '/absent' }], /tokenFile names a file that cannot be read/],
  [[{ ...GOOD, tokenFile: '/two' }], /tokenFile must name a file with one token/],
  [[{ ...GOOD, token: 'abc' }], /"token" is not a field/],
  [[{ ...GOOD, caFile: '/token' }], /caFile must name a file with PEM/],
  [[{ ...GOOD, certFile: '/ca.pem' }], /certFile and keyFile belong together/],
  [[{ ...GOOD, timeout: '9s' }], /timeout must be between 100ms and 8s/],
  [[{ ...GOOD, timeout: 3 }], /timeout must be given, as text/],
  [[{ ...GOOD, tenant: '' }], /tenant must be 1 to 256 bytes/],
  [[{ ...GOOD, input: { kind: 'digits', minLength: 7, maxLength: 6 } }], /input must be/],
])('%j is refused', (value, mistake) => {
  expect(read(value).mistakes).toEqual([expect.stringMatching(mistake)]);
});

test('all mistakes are listed, and none repeats a secret', () => {
  const { mistakes } = read([
    { factorType: 'A', url: 'b', tokenFile: '/two' },
    { ...GOOD, timeout: '1h', more: 1 },
  ]);
  expect(mistakes.map((mistake) => mistake.slice(0, 20))).toEqual([
    'entry 1: factorType ',
    'entry 1: url must be',
    'entry 1: tokenFile m',
    'entry 2: "more" is n',
    'entry 2: timeout mus',
  ]);
  expect(mistakes.join()).not.toContain('def');
});
