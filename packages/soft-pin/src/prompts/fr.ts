import { attemptsLeft, type PromptCatalogue } from '@authfactor/factor';

const AGAIN = 'Veuillez dire les six chiffres un par un, ou utiliser le clavier.';
const RETRY = 'Veuillez redire votre code PIN à six chiffres, un chiffre à la fois, ou utiliser le clavier.';

export const fr: PromptCatalogue = {
  first: () => 'Veuillez dire votre code PIN à six chiffres, un chiffre à la fois, ou le saisir sur le clavier.',
  retry: () => RETRY,
  mismatched: (args) =>
    `Désolé, ce code PIN ne correspond pas.${attemptsLeft(args, 'Il vous reste un essai.', (left) => `Il vous reste ${left} essais.`)} ${AGAIN}`,
  reused: () => RETRY,
  exhausted: () => "Désolé, je n'ai pas pu vérifier votre code PIN.",
  enroll: () => 'Veuillez choisir un code PIN à six chiffres et le saisir deux fois.',
  'enroll-retry': () => 'Veuillez choisir un autre code PIN à six chiffres et le saisir deux fois.',
  'unusable.no-digits': () => `Désolé, je n'ai entendu aucun chiffre. ${AGAIN}`,
  'unusable.too-few': () => `J'ai entendu moins de six chiffres. ${AGAIN}`,
  'unusable.too-many': () => `J'ai entendu plus de six chiffres. ${AGAIN}`,
  'unusable.ambiguous': () => `Désolé, je n'ai pas bien compris les chiffres. ${AGAIN}`,
  'unusable.canceled': () => "D'accord. Pour continuer, dites les six chiffres un par un, ou utilisez le clavier.",
  'unusable.masked': () => 'Désolé, vos chiffres ont été masqués avant de me parvenir. Veuillez utiliser le clavier.',
};
