import { attemptsLeft, type PromptCatalogue } from '@authfactor/factor';

const AGAIN = 'Please say the code one digit at a time, or use your keypad.';
const RETRY = 'Please say the code from your authenticator app again, one digit at a time, or use your keypad.';

/*
 * Said by a voice: short, one thing at a time, the keypad always offered, a brief apology and no blame, and never a digit
 * of what was said or entered. How many digits a code has is not said: the app shows it, and it may differ by subject.
 */
export const en: PromptCatalogue = {
  first: () => 'Please say the code from your authenticator app, one digit at a time, or enter it on your keypad.',
  retry: () => RETRY,
  mismatched: (args) =>
    `Sorry, that code did not match.${attemptsLeft(args, 'You have one attempt left.', (left) => `You have ${left} attempts left.`)} ${AGAIN}`,
  reused: () => 'That code was used before. Please wait for the next one in your app, then say it, or use your keypad.',
  exhausted: () => 'Sorry, I could not verify your code.',
  enroll: () => 'Please add this account to your authenticator app, and enter the code that the app shows.',
  'enroll-retry': () => 'Please enter the code that your authenticator app shows now.',
  'unusable.no-digits': () => `Sorry, I did not hear any digits. ${AGAIN}`,
  'unusable.too-few': () => `I heard fewer digits than the code has. ${AGAIN}`,
  'unusable.too-many': () => `I heard more digits than the code has. ${AGAIN}`,
  'unusable.ambiguous': () => `Sorry, I could not make out the digits. ${AGAIN}`,
  'unusable.canceled': () => 'All right. To go on, say the code one digit at a time, or use your keypad.',
  'unusable.masked': () => 'Sorry, your digits were hidden before they reached me. Please use your keypad.',
};
