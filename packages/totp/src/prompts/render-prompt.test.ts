import { PROMPT_LANGUAGES, promptViolations } from '@authfactor/conformance/factors';
import { createKeyring, generateKeyring } from '@authfactor/keyring';
import { expect, test } from 'vitest';
import { createTotp } from '../totp.ts';
import { renderPrompt } from './render-prompt.ts';

test.each(PROMPT_LANGUAGES)(
  'in %s: short, in its own words, without a digit, and the keypad is offered',
  (language) => {
    const totp = createTotp({ keyring: createKeyring(generateKeyring()), issuer: 'Example' });
    expect(promptViolations(totp, language)).toEqual([]);
  },
);

test('after a wrong code it tells how many attempts are left', () => {
  expect(renderPrompt('mismatched', { attempts_remaining: '2' }, 'en-US').text).toBe(
    'Sorry, that code did not match. You have 2 attempts left. Please say the code one digit at a time, or use your keypad.',
  );
});
