import { attemptsLeft, type PromptCatalogue } from '@authfactor/factor';

const AGAIN = 'Please say the six digits one at a time, or use your keypad.';
const RETRY = 'Please say your six-digit PIN again, one digit at a time, or use your keypad.';

/*
 * Said by a voice: short, one thing at a time, digits one by one, the keypad always offered, a brief apology and no
 * blame, and never a digit of what was said or entered.
 */
export const en: PromptCatalogue = {
  first: () => 'Please say your six-digit PIN, one digit at a time, or enter it on your keypad.',
  retry: () => RETRY,
  mismatched: (args) =>
    `Sorry, that PIN did not match.${attemptsLeft(args, 'You have one attempt left.', (left) => `You have ${left} attempts left.`)} ${AGAIN}`,
  reused: () => RETRY,
  exhausted: () => 'Sorry, I could not verify your PIN.',
  enroll: () => 'Please choose a six-digit PIN and enter it twice.',
  'enroll-retry': () => 'Please choose another six-digit PIN and enter it twice.',
  'unusable.no-digits': () => `Sorry, I did not hear any digits. ${AGAIN}`,
  'unusable.too-few': () => `I heard fewer than six digits. ${AGAIN}`,
  'unusable.too-many': () => `I heard more than six digits. ${AGAIN}`,
  'unusable.ambiguous': () => `Sorry, I could not make out the digits. ${AGAIN}`,
  'unusable.canceled': () => 'All right. To go on, say the six digits one at a time, or use your keypad.',
  'unusable.masked': () => 'Sorry, your digits were hidden before they reached me. Please use your keypad.',
};
