import { attemptsLeft, type PromptCatalogue } from '@authfactor/factor';

const AGAIN = 'Bitte sagen Sie die sechs Ziffern einzeln, oder nutzen Sie die Tastatur.';
const RETRY = 'Bitte sagen Sie Ihre sechsstellige PIN noch einmal, Ziffer für Ziffer, oder nutzen Sie die Tastatur.';

export const de: PromptCatalogue = {
  first: () =>
    'Bitte sagen Sie Ihre sechsstellige PIN, eine Ziffer nach der anderen, oder geben Sie sie auf der Tastatur ein.',
  retry: () => RETRY,
  mismatched: (args) =>
    `Diese PIN stimmt leider nicht überein.${attemptsLeft(args, 'Sie haben noch einen Versuch.', (left) => `Sie haben noch ${left} Versuche.`)} ${AGAIN}`,
  reused: () => RETRY,
  exhausted: () => 'Ich konnte Ihre PIN leider nicht bestätigen.',
  enroll: () => 'Bitte wählen Sie eine sechsstellige PIN und geben Sie sie zweimal ein.',
  'enroll-retry': () => 'Bitte wählen Sie eine andere sechsstellige PIN und geben Sie sie zweimal ein.',
  'unusable.no-digits': () => `Ich habe leider keine Ziffern gehört. ${AGAIN}`,
  'unusable.too-few': () => `Ich habe weniger als sechs Ziffern gehört. ${AGAIN}`,
  'unusable.too-many': () => `Ich habe mehr als sechs Ziffern gehört. ${AGAIN}`,
  'unusable.ambiguous': () => `Ich konnte die Ziffern leider nicht sicher verstehen. ${AGAIN}`,
  'unusable.canceled': () =>
    'In Ordnung. Um fortzufahren, sagen Sie die sechs Ziffern einzeln, oder nutzen Sie die Tastatur.',
  'unusable.masked': () =>
    'Ihre Ziffern wurden leider verdeckt, bevor sie bei mir ankamen. Bitte nutzen Sie die Tastatur.',
};
