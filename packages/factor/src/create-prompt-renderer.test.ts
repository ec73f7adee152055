import { describe, expect, test } from 'vitest';
import { attemptsLeft } from './attempts-left.ts';
import { createPromptRenderer } from './create-prompt-renderer.ts';
import type { PromptCatalogue } from './prompt-catalogue.ts';

const catalogue = (first: string): PromptCatalogue => ({
  first: ({ name = 'nobody' }) => `${first} ${name}`,
  retry: () => 'retry',
  mismatched: () => 'mismatched',
  reused: () => 'reused',
  exhausted: () => 'exhausted',
  enroll: () => 'enroll',
  'enroll-retry': () => 'enroll-retry',
  'unusable.no-digits': () => 'no digits',
  'unusable.too-few': () => 'too few',
  'unusable.too-many': () => 'too many',
  'unusable.ambiguous': () => 'ambiguous',
  'unusable.canceled': () => 'canceled',
  'unusable.masked': () => 'masked',
});

const render = createPromptRenderer('greeting', { en: catalogue('Hello'), nl: catalogue('Hallo') });

describe('createPromptRenderer', () => {
  test.each([
    ['nl', 'Hallo'],
    ['NL', 'Hallo'],
    ['nl-BE', 'Hallo'],
    ['nl_NL', 'Hallo'],
    ['nl-Latn-NL', 'Hallo'],
    ['en-GB', 'Hello'],
  ])('%s is spoken', (language, hello) => {
    const { text, language: spoken } = render('first', { name: 'world' }, language);
    expect([text, spoken]).toEqual([`${hello} world`, language.slice(0, 2).toLowerCase()]);
  });

  test.each(['pl', 'sv-SE', '', 'x-klingon', '__proto__', 'constructor'])('%j falls back to English', (language) => {
    expect(render('first', {}, language)).toEqual({
      promptId: 'greeting.first',
      text: 'Hello nobody',
      language: 'en',
    });
  });
});

test.each([
  [{}, ''],
  [{ attempts_remaining: '1' }, ' One left.'],
  [{ attempts_remaining: '2' }, ' 2 left.'],
  // Never the digits of an answer, whoever may pass them on.
  [{ attempts_remaining: '159753' }, ''],
  [{ attempts_remaining: 'many' }, ''],
])('attemptsLeft of %j is %j', (args, sentence) => {
  expect(attemptsLeft(args, 'One left.', (left) => `${left} left.`)).toBe(sentence);
});
