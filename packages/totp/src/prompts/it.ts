import { attemptsLeft, type PromptCatalogue } from '@authfactor/factor';

const AGAIN = 'Per favore, dica il codice, una cifra alla volta, oppure usi la tastiera.';
const RETRY =
  'Per favore, ripeta il codice della sua app di autenticazione, una cifra alla volta, oppure usi la tastiera.';

export const it: PromptCatalogue = {
  first: () =>
    'Per favore, dica il codice della sua app di autenticazione, una cifra alla volta, oppure lo inserisca con la tastiera.',
  retry: () => RETRY,
  mismatched: (args) =>
    `Mi dispiace, il codice non corrisponde.${attemptsLeft(args, 'Le resta un tentativo.', (left) => `Le restano ${left} tentativi.`)} ${AGAIN}`,
  reused: () => 'Questo codice è già stato usato. Per favore, attenda il prossimo e lo dica, oppure usi la tastiera.',
  exhausted: () => 'Mi dispiace, non sono riuscito a verificare il suo codice.',
  enroll: () =>
    "Per favore, aggiunga questo account alla sua app di autenticazione e inserisca il codice che l'app mostra.",
  'enroll-retry': () => 'Per favore, inserisca il codice che la sua app di autenticazione mostra adesso.',
  'unusable.no-digits': () => `Mi dispiace, non ho sentito nessuna cifra. ${AGAIN}`,
  'unusable.too-few': () => `Ho sentito meno cifre di quante ne ha il codice. ${AGAIN}`,
  'unusable.too-many': () => `Ho sentito più cifre di quante ne ha il codice. ${AGAIN}`,
  'unusable.ambiguous': () => `Mi dispiace, non ho capito bene le cifre. ${AGAIN}`,
  'unusable.canceled': () => 'Va bene. Per continuare, dica il codice, una cifra alla volta, oppure usi la tastiera.',
  'unusable.masked': () =>
    'Mi dispiace, le cifre sono state nascoste prima di arrivare a me. Per favore, usi la tastiera.',
};
