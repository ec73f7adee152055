import { describe, expect, test } from 'vitest';
import { heldOutLanguages, scoreLanguage } from './held-out/score.ts';

describe.each(heldOutLanguages)('the held-out answers in %s', (language) => {
  const scored = scoreLanguage(language);

  test('none is read as other digits', () => {
    expect(scored.filter(({ verdict }) => verdict === 'wrong-digits')).toEqual([]);
  });

  test('at least 99 of 100 are read right', () => {
    const right = scored.filter(({ verdict }) => verdict === 'right').length;
    expect(right / scored.length).toBeGreaterThanOrEqual(0.99);
  });
});
