import { expect, test } from 'vitest';
import { ecKey } from '../tests/offline-factor.ts';
import { createAccessTokens } from './access-tokens.ts';
import { readClientKey } from './client-key.ts';

const never = new AbortController().signal;

/** Tokens of an endpoint that gives `token-1`, `token-2` and so on. */
function setUp(expiresIn: number | undefined) {
  let elapsed = 0;
  let given = 0;
  const tokens = createAccessTokens({
    orgUrl: 'https://example.okta.com',
    clientId: '0oa',
    clientKey: readClientKey(ecKey(), 'key-1'),
    fetch: async () => {
      given += 1;
      return Response.json({ access_token: `token-${given}`, token_type: 'Bearer', expires_in: expiresIn });
    },
    monotonic: () => elapsed,
    note: () => 0,
  });
  return {
    async next() {
      const token = await tokens.get(never);
      return token.kind === 'token' ? token.value : token.fault.code;
    },
    advance(seconds: number) {
      elapsed += seconds * 1_000;
    },
  };
}

test.each([
  ['half a minute before it expires', 3_600, 3_570],
  ['at half its life, where that is shorter', 40, 20],
  ['by a life of five minutes where Okta tells none', undefined, 270],
])('a token is renewed %s', async (_, expiresIn, renewedAt) => {
  const { next, advance } = setUp(expiresIn);
  expect(await next()).toBe('token-1');
  advance(renewedAt - 1);
  expect(await next()).toBe('token-1');
  advance(1);
  expect(await next()).toBe('token-2');
});
