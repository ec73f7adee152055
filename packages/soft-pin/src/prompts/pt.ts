import { attemptsLeft, type PromptCatalogue } from '@authfactor/factor';

const AGAIN = 'Por favor, diga os seis dígitos um de cada vez ou use o teclado.';
const RETRY = 'Por favor, diga novamente o seu PIN de seis dígitos, um dígito de cada vez, ou use o teclado.';

export const pt: PromptCatalogue = {
  first: () => 'Por favor, diga o seu PIN de seis dígitos, um dígito de cada vez, ou digite-o no teclado.',
  retry: () => RETRY,
  mismatched: (args) =>
    `Desculpe, esse PIN não confere.${attemptsLeft(args, 'Resta uma tentativa.', (left) => `Restam ${left} tentativas.`)} ${AGAIN}`,
  reused: () => RETRY,
  exhausted: () => 'Desculpe, não consegui verificar o seu PIN.',
  enroll: () => 'Por favor, escolha um PIN de seis dígitos e digite-o duas vezes.',
  'enroll-retry': () => 'Por favor, escolha outro PIN de seis dígitos e digite-o duas vezes.',
  'unusable.no-digits': () => `Desculpe, não ouvi nenhum dígito. ${AGAIN}`,
  'unusable.too-few': () => `Ouvi menos de seis dígitos. ${AGAIN}`,
  'unusable.too-many': () => `Ouvi mais de seis dígitos. ${AGAIN}`,
  'unusable.ambiguous': () => `Desculpe, não consegui entender bem os dígitos. ${AGAIN}`,
  'unusable.canceled': () => 'Tudo bem. Para continuar, diga os seis dígitos um de cada vez ou use o teclado.',
  'unusable.masked': () =>
    'Desculpe, os seus dígitos foram ocultados antes de chegarem até mim. Por favor, use o teclado.',
};
