import type { VerifiedAssertion } from '@authfactor/client/verify';

const TIMES = new Set(['iat', 'exp', 'auth_time']);

/** The claims of an assertion, one a line, times readable too. */
export const describeClaims = (claims: VerifiedAssertion): readonly string[] =>
  Object.entries(claims).map(([name, value]) => {
    const shown = JSON.stringify(value);
    const time = TIMES.has(name) && typeof value === 'number' ? `  (${new Date(value * 1_000).toISOString()})` : '';
    return `${name.padEnd(9)} ${shown}${time}`;
  });
