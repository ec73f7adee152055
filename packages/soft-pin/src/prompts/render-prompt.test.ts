import type { PromptKey } from '@authfactor/factor';
import { describe, expect, test } from 'vitest';
import { CATALOGUES } from './catalogues.ts';
import { en } from './en.ts';
import { renderPrompt } from './render-prompt.ts';

const KEYS = Object.keys(en) as PromptKey[];
/** The sentences that ask for an answer: all but the last one of a challenge, and those of the enrolment page. */
const ASKING = KEYS.filter((key) => key !== 'exhausted' && !key.startsWith('enroll'));
const ARGS = [{}, { attempts_remaining: '1' }, { attempts_remaining: '2' }, { attempts_remaining: '159753' }];

const KEYPAD: Readonly<Record<string, RegExp>> = {
  en: /keypad/,
  es: /teclado/,
  fr: /clavier/,
  de: /Tastatur/,
  pt: /teclado/,
  it: /tastiera/,
  nl: /toetsenbord/,
  ja: /キーパッド/,
  zh: /键盘/,
  ko: /키패드/,
  hi: /कीपैड/,
  ar: /لوحة المفاتيح/,
  fa: /صفحه‌کلید/,
};

describe.each([...CATALOGUES.keys()])('%s', (language) => {
  test.each(KEYS)('%s is short, in its own words, and holds no digits', (key) => {
    for (const args of ARGS) {
      const { promptId, text, language: spoken } = renderPrompt(key, args, `${language}-XX`);
      expect(promptId).toBe(`soft-pin.${key}`);
      expect(spoken).toBe(language);
      expect(text.length).toBeLessThanOrEqual(170);
      expect(text).toMatch(/[.。।]$/u);
      expect(text).not.toMatch(/\p{Nd}{2}|undefined|\{|\}|\s{2}/u);
      if (language !== 'en') expect(text).not.toBe(renderPrompt(key, args, 'en').text);
    }
  });

  test.each(ASKING)('%s offers the keypad', (key) => {
    expect(renderPrompt(key, {}, language).text).toMatch(KEYPAD[language] ?? /$^/);
  });

  test('tells once how many attempts are left', () => {
    const texts = ARGS.map((args) => renderPrompt('mismatched', args, language).text);
    expect(new Set(texts).size).toBe(3);
    expect(texts[0]).toBe(texts[3]);
    expect(texts[2]).toContain('2');
  });
});

describe('renderPrompt', () => {
  test.each([
    ['3', 'Sorry, that PIN did not match. You have 3 attempts left.'],
    ['1', 'Sorry, that PIN did not match. You have one attempt left.'],
    ['many', 'Sorry, that PIN did not match.'],
  ])('tells that %s attempts are left', (attempts_remaining, text) => {
    expect(renderPrompt('mismatched', { attempts_remaining }, 'en').text).toBe(
      `${text} Please say the six digits one at a time, or use your keypad.`,
    );
  });

  test.each(['pl', 'sv-SE', '', 'x-klingon', '__proto__', 'constructor'])('%j falls back to English', (language) => {
    expect(renderPrompt('first', {}, language)).toEqual({
      promptId: 'soft-pin.first',
      text: 'Please say your six-digit PIN, one digit at a time, or enter it on your keypad.',
      language: 'en',
    });
  });

  test.each(['EN', 'en-GB', 'en-Latn-US', 'en_US'])('%s is English', (language) => {
    expect(renderPrompt('first', {}, language).language).toBe('en');
  });
});
