import { attemptsLeft, type PromptCatalogue } from '@authfactor/factor';

const AGAIN = 'Por favor, diga los seis dígitos de uno en uno o use el teclado.';
const RETRY = 'Por favor, diga de nuevo su PIN de seis dígitos, un dígito a la vez, o use el teclado.';

export const es: PromptCatalogue = {
  first: () => 'Por favor, diga su PIN de seis dígitos, un dígito a la vez, o márquelo en el teclado.',
  retry: () => RETRY,
  mismatched: (args) =>
    `Lo siento, el PIN no coincide.${attemptsLeft(args, 'Le queda un intento.', (left) => `Le quedan ${left} intentos.`)} ${AGAIN}`,
  reused: () => RETRY,
  exhausted: () => 'Lo siento, no pude verificar su PIN.',
  enroll: () => 'Por favor, elija un PIN de seis dígitos e introdúzcalo dos veces.',
  'enroll-retry': () => 'Por favor, elija otro PIN de seis dígitos e introdúzcalo dos veces.',
  'unusable.no-digits': () => `Lo siento, no escuché ningún dígito. ${AGAIN}`,
  'unusable.too-few': () => `Escuché menos de seis dígitos. ${AGAIN}`,
  'unusable.too-many': () => `Escuché más de seis dígitos. ${AGAIN}`,
  'unusable.ambiguous': () => `Lo siento, no pude entender bien los dígitos. ${AGAIN}`,
  'unusable.canceled': () => 'De acuerdo. Para continuar, diga los seis dígitos de uno en uno o use el teclado.',
  'unusable.masked': () => 'Lo siento, los dígitos se ocultaron antes de llegar a mí. Por favor, use el teclado.',
};
