import { attemptsLeft, type PromptCatalogue } from '@authfactor/factor';

const AGAIN = 'Per favore, dica le sei cifre una alla volta, oppure usi la tastiera.';
const RETRY = 'Per favore, ripeta il suo PIN di sei cifre, una cifra alla volta, oppure usi la tastiera.';

export const it: PromptCatalogue = {
  first: () => 'Per favore, dica il suo PIN di sei cifre, una cifra alla volta, oppure lo inserisca con la tastiera.',
  retry: () => RETRY,
  mismatched: (args) =>
    `Mi dispiace, il PIN non corrisponde.${attemptsLeft(args, 'Le resta un tentativo.', (left) => `Le restano ${left} tentativi.`)} ${AGAIN}`,
  reused: () => RETRY,
  exhausted: () => 'Mi dispiace, non sono riuscito a verificare il suo PIN.',
  enroll: () => 'Per favore, scelga un PIN di sei cifre e lo inserisca due volte.',
  'enroll-retry': () => 'Per favore, scelga un altro PIN di sei cifre e lo inserisca due volte.',
  'unusable.no-digits': () => `Mi dispiace, non ho sentito nessuna cifra. ${AGAIN}`,
  'unusable.too-few': () => `Ho sentito meno di sei cifre. ${AGAIN}`,
  'unusable.too-many': () => `Ho sentito più di sei cifre. ${AGAIN}`,
  'unusable.ambiguous': () => `Mi dispiace, non ho capito bene le cifre. ${AGAIN}`,
  'unusable.canceled': () => 'Va bene. Per continuare, dica le sei cifre una alla volta, oppure usi la tastiera.',
  'unusable.masked': () =>
    'Mi dispiace, le cifre sono state nascoste prima di arrivare a me. Per favore, usi la tastiera.',
};
