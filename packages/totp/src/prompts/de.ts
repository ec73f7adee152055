import { attemptsLeft, type PromptCatalogue } from '@authfactor/factor';

const AGAIN = 'Bitte sagen Sie den Code Ziffer für Ziffer, oder nutzen Sie die Tastatur.';
const RETRY =
  'Bitte sagen Sie den Code aus Ihrer Authenticator-App noch einmal, Ziffer für Ziffer, oder nutzen Sie die Tastatur.';

export const de: PromptCatalogue = {
  first: () =>
    'Bitte sagen Sie den Code aus Ihrer Authenticator-App, Ziffer für Ziffer, oder geben Sie ihn auf der Tastatur ein.',
  retry: () => RETRY,
  mismatched: (args) =>
    `Dieser Code stimmt leider nicht.${attemptsLeft(args, 'Sie haben noch einen Versuch.', (left) => `Sie haben noch ${left} Versuche.`)} ${AGAIN}`,
  reused: () =>
    'Dieser Code wurde schon benutzt. Bitte warten Sie auf den nächsten und sagen Sie ihn, oder nutzen Sie die Tastatur.',
  exhausted: () => 'Ich konnte Ihren Code leider nicht bestätigen.',
  enroll: () =>
    'Bitte fügen Sie dieses Konto zu Ihrer Authenticator-App hinzu, und geben Sie den Code ein, den sie anzeigt.',
  'enroll-retry': () => 'Bitte geben Sie den Code ein, den Ihre Authenticator-App jetzt anzeigt.',
  'unusable.no-digits': () => `Ich habe leider keine Ziffern gehört. ${AGAIN}`,
  'unusable.too-few': () => `Ich habe weniger Ziffern gehört, als der Code hat. ${AGAIN}`,
  'unusable.too-many': () => `Ich habe mehr Ziffern gehört, als der Code hat. ${AGAIN}`,
  'unusable.ambiguous': () => `Ich konnte die Ziffern leider nicht sicher verstehen. ${AGAIN}`,
  'unusable.canceled': () =>
    'In Ordnung. Um fortzufahren, sagen Sie den Code Ziffer für Ziffer, oder nutzen Sie die Tastatur.',
  'unusable.masked': () =>
    'Ihre Ziffern wurden leider verdeckt, bevor sie bei mir ankamen. Bitte nutzen Sie die Tastatur.',
};
