const DECIMAL = /^\p{Nd}$/u;

/**
 * The value, 0 to 9, of a Unicode decimal digit (general category Nd) of any script; `undefined` for everything else.
 *
 * Unicode encodes the digits of a script as contiguous runs from zero to nine (The Unicode Standard, section 4.6), so
 * the distance from the start of a run of Nd characters, modulo ten, is the value. No table, so it is as new as the
 * runtime's Unicode.
 */
export function decimalDigit(character: string): number | undefined {
  if (!DECIMAL.test(character)) return undefined;
  const codePoint = character.codePointAt(0) ?? 0;
  let distance = 0;
  while (codePoint > distance && DECIMAL.test(String.fromCodePoint(codePoint - distance - 1))) distance++;
  return distance % 10;
}
