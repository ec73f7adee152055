/** Zero-width and bidirectional controls, soft hyphens, variation selectors, keycaps: they come along with a paste. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}|\u20e3/gu;
/** Between letters of Persian words it stands for a space. */
const NON_JOINER = /(?<=\p{Script=Arabic})\u200c(?=\p{Script=Arabic})/gu;
const HALF_WIDTH = /[\uff61-\uff9f]+/g;
const PLAIN = /^[\x20-\x7e]*$/;

/** Text without what cannot be seen, in the composed form of Unicode. */
export function clean(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .replaceAll(NON_JOINER, ' ')
    .replaceAll(INVISIBLE, '')
    .normalize('NFC')
    .replaceAll(HALF_WIDTH, (kana) => kana.normalize('NFKC'));
}
