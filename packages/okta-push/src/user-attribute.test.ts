import { describe, expect, test } from 'vitest';
import { parseSearch } from './fake-okta/search-expression.ts';
import { hasAttribute, readUserAttribute, searchExpression } from './user-attribute.ts';

const VICTIM = { profile: { login: 'victim@example.com', department: 'everyone' } };
const PATH = readUserAttribute('login');

describe('a subject id finds nobody but who has it', () => {
  test.each([
    'x" or profile.login eq "victim@example.com',
    'x\\" or profile.login eq \\"victim@example.com',
    'x" or profile.login sw "',
    'x" or (profile.department eq "everyone") or profile.login eq "x',
    '" or profile.login eq "victim@example.com" or profile.login eq "',
    'x\\',
    '\\',
    '"',
    'victim@example.com"',
  ])('%s', (subject) => {
    expect(parseSearch(searchExpression(PATH, subject))(VICTIM)).toBe(false);
    expect(parseSearch(searchExpression(PATH, subject))({ profile: { login: subject } })).toBe(true);
  });

  test('the attack works where nothing is escaped', () => {
    const subject = 'x" or profile.login eq "victim@example.com';
    expect(parseSearch(`profile.login eq "${subject}"`)(VICTIM)).toBe(true);
  });
});

test.each([
  ['id', ['id']],
  ['login', ['profile', 'login']],
  ['profile.employeeNumber', ['profile', 'employeeNumber']],
])('%s stands at %j', (text, path) => {
  expect(readUserAttribute(text)).toEqual(path);
});

test.each(['', 'profile', 'profile.', 'profile.a.b', 'profile.a b', 'email', 'profile.x eq "', 'ID'])(
  '%j is no attribute',
  (text) => {
    expect(() => readUserAttribute(text)).toThrow(/id, login or profile/);
  },
);

test.each([
  ['another case', { profile: { login: 'Alice' } }],
  ['another composition', { profile: { login: 'alice\u0301' } }],
  ['a list', { profile: { login: ['alice'] } }],
  ['nothing', { profile: {} }],
  ['no profile', {}],
  ['no user', null],
])('%s is not the subject id', (_, user) => {
  expect(hasAttribute(user, PATH, 'alice')).toBe(false);
});

test('what every object has is no attribute', () => {
  const path = readUserAttribute('profile.constructor');
  expect(hasAttribute({ profile: {} }, path, String(Object))).toBe(false);
  expect(hasAttribute({ profile: { constructor: 'alice' } }, path, 'alice')).toBe(true);
});
