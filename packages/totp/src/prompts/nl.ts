import { attemptsLeft, type PromptCatalogue } from '@authfactor/factor';

const AGAIN = 'Zeg de code cijfer voor cijfer, of gebruik uw toetsenbord.';
const RETRY = 'Zeg de code uit uw authenticator-app nog een keer, cijfer voor cijfer, of gebruik uw toetsenbord.';

export const nl: PromptCatalogue = {
  first: () => 'Zeg de code uit uw authenticator-app, cijfer voor cijfer, of toets de code in op uw toetsenbord.',
  retry: () => RETRY,
  mismatched: (args) =>
    `Sorry, deze code klopt niet.${attemptsLeft(args, 'U heeft nog één poging.', (left) => `U heeft nog ${left} pogingen.`)} ${AGAIN}`,
  reused: () => 'Deze code is al gebruikt. Wacht op de volgende en zeg die, of gebruik uw toetsenbord.',
  exhausted: () => 'Sorry, ik kon uw code niet bevestigen.',
  enroll: () => 'Voeg dit account toe aan uw authenticator-app en voer de code in die de app toont.',
  'enroll-retry': () => 'Voer de code in die uw authenticator-app nu toont.',
  'unusable.no-digits': () => `Sorry, ik heb geen cijfers gehoord. ${AGAIN}`,
  'unusable.too-few': () => `Ik heb minder cijfers gehoord dan de code heeft. ${AGAIN}`,
  'unusable.too-many': () => `Ik heb meer cijfers gehoord dan de code heeft. ${AGAIN}`,
  'unusable.ambiguous': () => `Sorry, ik kon de cijfers niet goed verstaan. ${AGAIN}`,
  'unusable.canceled': () =>
    'Goed. Om verder te gaan, zegt u de code cijfer voor cijfer, of gebruikt u uw toetsenbord.',
  'unusable.masked': () => 'Sorry, uw cijfers waren verborgen voordat ze bij mij aankwamen. Gebruik uw toetsenbord.',
};
