import { PROMPT_LANGUAGES, promptViolations } from '@authfactor/conformance/factors';
import { describe, expect, test } from 'vitest';
import { offlineFactor } from '../../tests/offline-factor.ts';

describe.each(PROMPT_LANGUAGES)('%s', (language) => {
  test('is short, in its own words, and holds no digits', () => {
    expect(promptViolations(offlineFactor, language)).toEqual([]);
  });

  test('asks as long as the push waits, and says when it is over', () => {
    const [first, retry, exhausted] = (['first', 'retry', 'exhausted'] as const).map(
      (key) => offlineFactor.prompt(key, {}, language).text,
    );
    expect(retry).toBe(first);
    expect(exhausted).not.toBe(first);
    for (const text of [first, exhausted]) expect(text).toContain('Okta Verify');
  });
});
