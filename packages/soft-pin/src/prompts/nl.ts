import { attemptsLeft, type PromptCatalogue } from '@authfactor/factor';

const AGAIN = 'Zeg de zes cijfers één voor één, of gebruik uw toetsenbord.';
const RETRY = 'Zeg uw zescijferige pincode nog een keer, cijfer voor cijfer, of gebruik uw toetsenbord.';

export const nl: PromptCatalogue = {
  first: () => 'Zeg uw zescijferige pincode, cijfer voor cijfer, of toets de code in op uw toetsenbord.',
  retry: () => RETRY,
  mismatched: (args) =>
    `Sorry, deze pincode klopt niet.${attemptsLeft(args, 'U heeft nog één poging.', (left) => `U heeft nog ${left} pogingen.`)} ${AGAIN}`,
  reused: () => RETRY,
  exhausted: () => 'Sorry, ik kon uw pincode niet bevestigen.',
  enroll: () => 'Kies een pincode van zes cijfers en voer die twee keer in.',
  'enroll-retry': () => 'Kies een andere pincode van zes cijfers en voer die twee keer in.',
  'unusable.no-digits': () => `Sorry, ik heb geen cijfers gehoord. ${AGAIN}`,
  'unusable.too-few': () => `Ik heb minder dan zes cijfers gehoord. ${AGAIN}`,
  'unusable.too-many': () => `Ik heb meer dan zes cijfers gehoord. ${AGAIN}`,
  'unusable.ambiguous': () => `Sorry, ik kon de cijfers niet goed verstaan. ${AGAIN}`,
  'unusable.canceled': () =>
    'Goed. Om verder te gaan, zegt u de zes cijfers één voor één, of gebruikt u uw toetsenbord.',
  'unusable.masked': () => 'Sorry, uw cijfers waren verborgen voordat ze bij mij aankwamen. Gebruik uw toetsenbord.',
};
