/** What redactors put in the place of digits, as in `[REDACTED]`, `<PIN_1>` or `{{ number }}`. */
const TOKEN = /[[<{(]([^[\]<>{}()]{1,40})[\]>})]/gu;
const TOKEN_WORD =
  /redact|mask|hidden|remov|filter|sensitive|secret|confidential|\bpii|pii\b|\bpci|\bpin\b|pin_|number|numeric|digit|code|ssn|card|account|phone|date_?of|\bdob\b|entity|anonym|private|censor|beep|bleep|expurg|ocult|masqu|geschw|verborgen|伏せ|屏蔽|隐藏/i;
/** In round brackets people write too; there only a word that is nothing else counts. */
const ROUND_WORD = /redact|masked|hidden|censored|pii\b/i;

const LETTER_RUN = /(?<![\p{L}])[x×]{4,}(?![\p{L}])|(?<![\p{L}\p{N}])x(?:[\s-]+x){3,}(?![\p{L}])/iu;
const SYMBOL_RUN = /[•●∙·█■▪＊◦○](?:\s*[•●∙·█■▪＊◦○]){2,}/u;
/** `*` and `#` are keys of a keypad, so that there they say nothing about masking. */
const KEY_RUN = /[*#](?:\s*[*#]){2,}/u;
/** A rude word of which recognisers leave the first letter. */
const RUDE_WORD = /(?<!\p{L})\p{Script=Latin}\*{2,}/gu;
const STARS_FOR_DIGITS = /^[\s\p{Nd}-]*\*{2}[\s\p{Nd}-]*$/u;

/** Whether something between the caller and us has hidden digits in `text`. */
export function isMasked(text: string, channel: 'text' | 'keypad' | 'speech'): boolean {
  if (LETTER_RUN.test(text) || SYMBOL_RUN.test(text)) return true;
  if (
    channel !== 'keypad' &&
    (KEY_RUN.test(text.replaceAll(RUDE_WORD, '')) || (/\p{Nd}/u.test(text) && STARS_FOR_DIGITS.test(text)))
  )
    return true;
  return text
    .matchAll(TOKEN)
    .some(([token, word = '']) => (token.startsWith('(') ? ROUND_WORD : TOKEN_WORD).test(word));
}
