import { attemptsLeft, type PromptCatalogue } from '@authfactor/factor';

const AGAIN = 'Por favor, diga o código, um dígito de cada vez, ou use o teclado.';
const RETRY =
  'Por favor, diga novamente o código do seu aplicativo autenticador, um dígito de cada vez, ou use o teclado.';

export const pt: PromptCatalogue = {
  first: () =>
    'Por favor, diga o código do seu aplicativo autenticador, um dígito de cada vez, ou digite-o no teclado.',
  retry: () => RETRY,
  mismatched: (args) =>
    `Desculpe, esse código não confere.${attemptsLeft(args, 'Resta uma tentativa.', (left) => `Restam ${left} tentativas.`)} ${AGAIN}`,
  reused: () => 'Esse código já foi usado. Por favor, espere o próximo e diga-o, ou use o teclado.',
  exhausted: () => 'Desculpe, não consegui verificar o seu código.',
  enroll: () => 'Por favor, adicione esta conta ao seu aplicativo autenticador e digite o código que ele mostra.',
  'enroll-retry': () => 'Por favor, digite o código que o seu aplicativo autenticador mostra agora.',
  'unusable.no-digits': () => `Desculpe, não ouvi nenhum dígito. ${AGAIN}`,
  'unusable.too-few': () => `Ouvi menos dígitos do que o código tem. ${AGAIN}`,
  'unusable.too-many': () => `Ouvi mais dígitos do que o código tem. ${AGAIN}`,
  'unusable.ambiguous': () => `Desculpe, não consegui entender bem os dígitos. ${AGAIN}`,
  'unusable.canceled': () => 'Tudo bem. Para continuar, diga o código, um dígito de cada vez, ou use o teclado.',
  'unusable.masked': () =>
    'Desculpe, os seus dígitos foram ocultados antes de chegarem até mim. Por favor, use o teclado.',
};
