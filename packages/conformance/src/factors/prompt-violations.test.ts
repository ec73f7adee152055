import { attemptsLeft, createPromptRenderer, type InBandFactor, type PromptCatalogue } from '@authfactor/factor';
import { expect, test } from 'vitest';
import { promptViolations } from './prompt-violations.ts';
import { createScriptedFactor } from './scripted-factor.ts';

const say = (text: string) => () => `${text} Use your keypad.`;

const en: PromptCatalogue = {
  first: say('Say the word.'),
  retry: say('Say it again.'),
  mismatched: (args) => `No.${attemptsLeft(args, 'One left.', (left) => `${left} left.`)} Use your keypad.`,
  reused: say('That was used.'),
  exhausted: () => 'That was all.',
  enroll: () => 'Choose one.',
  'enroll-retry': () => 'Choose another.',
  'unusable.no-digits': say('None.'),
  'unusable.too-few': say('Too few.'),
  'unusable.too-many': say('Too many.'),
  'unusable.ambiguous': say('What?'),
  'unusable.canceled': say('All right.'),
  'unusable.masked': say('Hidden.'),
};

const saying = (changes: Partial<PromptCatalogue>, factorType = 'scripted'): InBandFactor => ({
  ...createScriptedFactor(),
  prompt: createPromptRenderer(factorType, { en: { ...en, ...changes } }),
});

test('good sentences', () => {
  expect(promptViolations(saying({}), 'en')).toEqual([]);
});

test.each<[string, Partial<PromptCatalogue>]>([
  ['en first has 200 characters', { first: () => `${'a'.repeat(192)} keypad.` }],
  ['en retry is no whole sentence', { retry: () => 'Use your keypad' }],
  ['en reused does not offer the keypad', { reused: () => 'That was used.' }],
  ['en enroll holds digits, or something that was not filled in', { enroll: () => 'Choose 12.' }],
  [
    'en exhausted holds digits, or something that was not filled in',
    { exhausted: ({ attempts_remaining: left = '' }) => `That was all ${left}.` },
  ],
  [
    'en unusable.canceled holds digits, or something that was not filled in',
    { 'unusable.canceled': ({ missing }) => `Of ${missing} use your keypad.` },
  ],
  ['en mismatched does not tell how many attempts are left', { mismatched: say('No.') }],
])('%s', (violation, changes) => {
  expect(promptViolations(saying(changes), 'en')).toEqual([violation]);
});

test('ids of another factor, and a language that the factor does not speak', () => {
  expect(promptViolations(saying({}, 'other'), 'en')).toContain('en first has the id other.first');
  expect(promptViolations(saying({}), 'de')).toEqual(
    expect.arrayContaining([
      'de first is said to be in en',
      'de first is in English',
      'de first does not offer the keypad',
    ]),
  );
});
