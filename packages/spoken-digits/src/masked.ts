/** What redactors put in the place of digits, as in `[REDACTED]`, `<PIN_1>` or `{{ number }}`. */
const TOKEN = /[[<{]([^[\]<>{}]{1,40})[\]>}]/gu;
const TOKEN_WORD =
  /redact|mask|hidden|remov|filter|sensitive|secret|confidential|pii|pci|pin|number|numeric|digit|code/i;

const LETTER_RUN = /(?<![\p{L}])[x×]{4,}(?![\p{L}])/iu;
const SYMBOL_RUN = /[•●∙·█■▪](?:\s*[•●∙·█■▪]){2,}/u;
/** `*` and `#` are keys of a keypad, so that there they say nothing about masking. */
const KEY_RUN = /[*#](?:\s*[*#]){2,}/u;

/** Whether something between the caller and us has hidden digits in `text`. */
export function isMasked(text: string, channel: 'text' | 'keypad' | 'speech'): boolean {
  if (LETTER_RUN.test(text) || SYMBOL_RUN.test(text)) return true;
  if (channel !== 'keypad' && KEY_RUN.test(text)) return true;
  return text.matchAll(TOKEN).some(([, word = '']) => TOKEN_WORD.test(word));
}
