import type { PromptKey } from '@authfactor/factor';
import { describe, expect, test } from 'vitest';
import { en } from './en.ts';
import { renderPrompt } from './render-prompt.ts';

const KEYS = Object.keys(en) as PromptKey[];

describe('renderPrompt', () => {
  test.each(KEYS)('%s is a short sentence in plain words', (key) => {
    for (const args of [{}, { attempts_remaining: '2' }, { attempts_remaining: '159753' }]) {
      const { promptId, text, language } = renderPrompt(key, args, 'en-US');
      expect(promptId).toBe(`soft-pin.${key}`);
      expect(language).toBe('en');
      expect(text).toMatch(/^[A-Z][A-Za-z0-9 ,.-]{10,130}\.$/);
      expect(text).not.toMatch(/\d{2}|undefined/);
      expect(text).not.toMatch(/\b(say|speak|tell)\b/i);
    }
  });

  test.each([
    ['3', 'That PIN is not right. You have 3 attempts left. Please enter your six-digit PIN on your keypad again.'],
    ['1', 'That PIN is not right. You have one attempt left. Please enter your six-digit PIN on your keypad again.'],
    ['many', 'That PIN is not right. Please enter your six-digit PIN on your keypad again.'],
  ])('tells that %s attempts are left', (attempts_remaining, text) => {
    expect(renderPrompt('mismatched', { attempts_remaining }, 'en').text).toBe(text);
  });

  test.each(['de', 'fr-CA', '', 'x-klingon', '__proto__', 'constructor'])('%j falls back to English', (language) => {
    expect(renderPrompt('first', {}, language)).toEqual({
      promptId: 'soft-pin.first',
      text: 'Please enter your six-digit PIN on your keypad.',
      language: 'en',
    });
  });

  test.each(['EN', 'en-GB', 'en-Latn-US'])('%s is English', (language) => {
    expect(renderPrompt('first', {}, language).language).toBe('en');
  });
});
