/** Marks that callers and recognisers set or leave out: accents, Arabic vowels and hamzas, the nukta, the tatweel. */
const OPTIONAL_MARKS = /[\u0300-\u036f\u064b-\u065f\u0670\u0640\u093c]/g;

const VARIANTS: Readonly<Record<string, string>> = {
  ß: 'ss',
  ı: 'i',
  œ: 'oe',
  æ: 'ae',
  ø: 'o',
  '’': "'",
  ʼ: "'",
  ٱ: 'ا',
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
  ة: 'ه',
  ە: 'ه',
  '\u0901': '\u0902',
};
const VARIANT = new RegExp(`[${Object.keys(VARIANTS).join('')}]`, 'g');
const KATAKANA = /[\u30a1-\u30f6]/g;
const PLAIN = /^[a-z]+$/;

/** The form in which words are compared: lower case, without accents and width, one spelling of letters with several. */
export function fold(word: string): string {
  if (PLAIN.test(word)) return word;
  return word
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(OPTIONAL_MARKS, '')
    .normalize('NFC')
    .replaceAll(VARIANT, (letter) => VARIANTS[letter] ?? letter)
    .replaceAll(KATAKANA, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
}
