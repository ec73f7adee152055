import { attemptsLeft, type PromptCatalogue } from '@authfactor/factor';

const AGAIN = 'Veuillez dire le code, un chiffre à la fois, ou utiliser le clavier.';
const RETRY =
  "Veuillez redire le code de votre application d'authentification, un chiffre à la fois, ou utiliser le clavier.";

export const fr: PromptCatalogue = {
  first: () =>
    "Veuillez dire le code de votre application d'authentification, un chiffre à la fois, ou le saisir sur le clavier.",
  retry: () => RETRY,
  mismatched: (args) =>
    `Désolé, ce code ne correspond pas.${attemptsLeft(args, 'Il vous reste un essai.', (left) => `Il vous reste ${left} essais.`)} ${AGAIN}`,
  reused: () => 'Ce code a déjà servi. Veuillez attendre le suivant, puis le dire, ou utiliser le clavier.',
  exhausted: () => "Désolé, je n'ai pas pu vérifier votre code.",
  enroll: () => "Veuillez ajouter ce compte à votre application d'authentification et saisir le code qu'elle affiche.",
  'enroll-retry': () => "Veuillez saisir le code que votre application d'authentification affiche maintenant.",
  'unusable.no-digits': () => `Désolé, je n'ai entendu aucun chiffre. ${AGAIN}`,
  'unusable.too-few': () => `J'ai entendu moins de chiffres que le code n'en a. ${AGAIN}`,
  'unusable.too-many': () => `J'ai entendu plus de chiffres que le code n'en a. ${AGAIN}`,
  'unusable.ambiguous': () => `Désolé, je n'ai pas bien compris les chiffres. ${AGAIN}`,
  'unusable.canceled': () => "D'accord. Pour continuer, dites le code, un chiffre à la fois, ou utilisez le clavier.",
  'unusable.masked': () => 'Désolé, vos chiffres ont été masqués avant de me parvenir. Veuillez utiliser le clavier.',
};
