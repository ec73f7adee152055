import type { PromptArgs, PromptCatalogue } from './catalogue.ts';

const ASK = 'Please enter your six-digit PIN on your keypad.';
const AGAIN = 'Please enter your six-digit PIN on your keypad again.';

/** Told once it matters; nothing where the count is missing. */
function attemptsLeft({ attempts_remaining: left = '' }: PromptArgs): string {
  if (!/^\d{1,3}$/.test(left)) return '';
  return left === '1' ? ' You have one attempt left.' : ` You have ${left} attempts left.`;
}

/*
 * Said by a voice: short, one thing at a time, the keypad always offered, and never a digit of what was entered. They ask
 * to enter a PIN, not to say it, because speech is not read yet.
 */
export const en: PromptCatalogue = {
  first: () => ASK,
  retry: () => AGAIN,
  mismatched: (args) => `That PIN is not right.${attemptsLeft(args)} ${AGAIN}`,
  reused: () => AGAIN,
  exhausted: () => 'I could not verify your PIN.',
  enroll: () => 'Please choose a six-digit PIN and enter it twice.',
  'enroll-retry': () => 'Please choose another six-digit PIN and enter it twice.',
  'unusable.no-digits': () => `I did not get any digits. ${ASK}`,
  'unusable.too-few': () => `That was too short. ${ASK}`,
  'unusable.too-many': () => `That was too long. ${ASK}`,
  'unusable.ambiguous': () => `I need digits only. ${ASK}`,
  'unusable.canceled': () => 'All right, we can stop here.',
  'unusable.masked': () => `Your PIN was hidden before it reached me. ${ASK}`,
};
