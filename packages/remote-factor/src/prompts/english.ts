import type { PromptKey } from '@authfactor/factor';

/** What is said where the remote did not say it itself. `NAME` is the factor's display name. */
export const ENGLISH: Readonly<Record<PromptKey, string>> = {
  first: 'Please answer for NAME.',
  retry: 'Please answer for NAME once more.',
  mismatched: 'That was not right. Please try again.',
  reused: 'That one was used before. Please give a new one.',
  exhausted: 'That did not work. I cannot verify you with NAME now.',
  enroll: 'NAME is not set up here.',
  'enroll-retry': 'NAME is not set up here.',
  'unusable.no-digits': 'I did not get an answer. Please try again.',
  'unusable.too-few': 'That was too short. Please try again.',
  'unusable.too-many': 'That was too long. Please try again.',
  'unusable.ambiguous': 'I did not understand that. Please try again.',
  'unusable.canceled': 'All right. Please start again when you are ready.',
  'unusable.masked': 'The answer did not come through. Please give it another way.',
};
