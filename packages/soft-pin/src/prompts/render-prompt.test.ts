import { PROMPT_LANGUAGES, promptViolations } from '@authfactor/conformance/factors';
import { createKeyring, generateKeyring } from '@authfactor/keyring';
import { expect, test } from 'vitest';
import { createSoftPin } from '../soft-pin.ts';
import { renderPrompt } from './render-prompt.ts';

test.each(PROMPT_LANGUAGES)(
  'in %s: short, in its own words, without a digit, and the keypad is offered',
  (language) => {
    const softPin = createSoftPin({ keyring: createKeyring(generateKeyring()) });
    expect(promptViolations(softPin, language)).toEqual([]);
  },
);

test.each([
  ['3', 'Sorry, that PIN did not match. You have 3 attempts left.'],
  ['1', 'Sorry, that PIN did not match. You have one attempt left.'],
  ['many', 'Sorry, that PIN did not match.'],
])('tells that %s attempts are left', (attempts_remaining, text) => {
  expect(renderPrompt('mismatched', { attempts_remaining }, 'en').text).toBe(
    `${text} Please say the six digits one at a time, or use your keypad.`,
  );
});
