import type { Factor, PromptKey } from '@authfactor/factor';

/** How each language calls the keypad. */
const KEYPAD = {
  ar: /لوحة المفاتيح/,
  de: /Tastatur/,
  en: /keypad/,
  es: /teclado/,
  fa: /صفحه‌کلید/,
  fr: /clavier/,
  hi: /कीपैड/,
  it: /tastiera/,
  ja: /キーパッド/,
  ko: /키패드/,
  nl: /toetsenbord/,
  pt: /teclado/,
  zh: /键盘/,
} as const satisfies Readonly<Record<string, RegExp>>;

export type PromptLanguage = keyof typeof KEYPAD;

/** The languages in which our factors speak: those that spoken-digits reads. BCP 47 primary subtags. */
export const PROMPT_LANGUAGES = Object.keys(KEYPAD) as PromptLanguage[];

const KEYS: readonly PromptKey[] = [
  'first',
  'retry',
  'mismatched',
  'reused',
  'exhausted',
  'enroll',
  'enroll-retry',
  'unusable.no-digits',
  'unusable.too-few',
  'unusable.too-many',
  'unusable.ambiguous',
  'unusable.canceled',
  'unusable.masked',
];

/** With these a caller is not asked for anything. */
const TELLING: ReadonlySet<PromptKey> = new Set(['exhausted', 'enroll', 'enroll-retry']);

/** The last one is no count: whatever it is, no sentence may repeat it. */
const ARGS = [{}, { attempts_remaining: '1' }, { attempts_remaining: '2' }, { attempts_remaining: '159753' }];

/** In UTF-16 code units: about ten seconds of speech. */
const LONGEST = 170;

/**
 * What is wrong with a factor's sentences in one language, each as a sentence: a voice says them, so they are short, whole
 * sentences in the language's own words, without digits, and offer the keypad where the factor takes one.
 */
export function promptViolations(factor: Factor, language: PromptLanguage): readonly string[] {
  const { factorType, channels } = factor.info;
  const textOf = (key: PromptKey, args: (typeof ARGS)[number], tag: string = language) =>
    factor.prompt(key, args, tag).text;
  const found: string[] = [];
  for (const key of KEYS) {
    const complain = (what: string) => found.push(`${language} ${key} ${what}`);
    for (const args of ARGS) {
      const { promptId, text, language: spoken } = factor.prompt(key, args, `${language}-XX`);
      if (promptId !== `${factorType}.${key}`) complain(`has the id ${promptId}`);
      if (spoken !== language) complain(`is said to be in ${spoken}`);
      if (text.length > LONGEST) complain(`has ${text.length} characters`);
      if (!/[.。।]$/u.test(text)) complain('is no whole sentence');
      if (/\p{Nd}{2}|undefined|[{}]|\s{2}/u.test(text)) complain('holds digits, or something that was not filled in');
      if (language !== 'en' && text === textOf(key, args, 'en')) complain('is in English');
    }
    if (channels.includes('keypad') && !TELLING.has(key) && !KEYPAD[language].test(textOf(key, {}))) {
      complain('does not offer the keypad');
    }
  }
  if (factor.kind === 'in-band') {
    const [none, one, two, other] = ARGS.map((args) => textOf('mismatched', args));
    const tells = new Set([none, one, two]).size === 3 && two?.includes('2') === true && none === other;
    if (!tells) found.push(`${language} mismatched does not tell how many attempts are left`);
  }
  return [...new Set(found)];
}
