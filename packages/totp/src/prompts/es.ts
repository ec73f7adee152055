import { attemptsLeft, type PromptCatalogue } from '@authfactor/factor';

const AGAIN = 'Por favor, diga el código, un dígito a la vez, o use el teclado.';
const RETRY =
  'Por favor, diga de nuevo el código de su aplicación de autenticación, un dígito a la vez, o use el teclado.';

export const es: PromptCatalogue = {
  first: () =>
    'Por favor, diga el código de su aplicación de autenticación, un dígito a la vez, o márquelo en el teclado.',
  retry: () => RETRY,
  mismatched: (args) =>
    `Lo siento, el código no coincide.${attemptsLeft(args, 'Le queda un intento.', (left) => `Le quedan ${left} intentos.`)} ${AGAIN}`,
  reused: () => 'Ese código ya se usó. Por favor, espere el siguiente y dígalo, o use el teclado.',
  exhausted: () => 'Lo siento, no pude verificar su código.',
  enroll: () => 'Por favor, añada esta cuenta a su aplicación de autenticación e introduzca el código que muestra.',
  'enroll-retry': () => 'Por favor, introduzca el código que su aplicación de autenticación muestra ahora.',
  'unusable.no-digits': () => `Lo siento, no escuché ningún dígito. ${AGAIN}`,
  'unusable.too-few': () => `Escuché menos dígitos de los que tiene el código. ${AGAIN}`,
  'unusable.too-many': () => `Escuché más dígitos de los que tiene el código. ${AGAIN}`,
  'unusable.ambiguous': () => `Lo siento, no pude entender bien los dígitos. ${AGAIN}`,
  'unusable.canceled': () => 'De acuerdo. Para continuar, diga el código, un dígito a la vez, o use el teclado.',
  'unusable.masked': () => 'Lo siento, los dígitos se ocultaron antes de llegar a mí. Por favor, use el teclado.',
};
