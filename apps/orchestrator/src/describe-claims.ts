import type { VerifiedAssertion } from '@authfactor/client/verify';

const TIMES = new Set(['iat', 'exp', 'auth_time']);

/** The claims of an assertion, one a line, times readable too: all of them, or those that are named, in that order. */
export const describeClaims = (
  claims: VerifiedAssertion,
  names: readonly string[] = Object.keys(claims),
): readonly string[] => {
  const values: ReadonlyMap<string, unknown> = new Map(Object.entries(claims));
  return names.map((name) => {
    const value = values.get(name);
    const time = TIMES.has(name) && typeof value === 'number' ? `  (${new Date(value * 1_000).toISOString()})` : '';
    return `${name.padEnd(9)} ${JSON.stringify(value)}${time}`;
  });
};
