import { describe, expect, test } from 'vitest';
import { decimalDigit } from './decimal-digit.ts';

/** The zeros of every script in Unicode 14 (UnicodeData.txt: category Nd, decimal value 0). */
const ZEROS = [
  0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0, 0xf20,
  0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0,
  0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0,
  0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0, 0x16a60, 0x16ac0, 0x16b50,
  0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e950, 0x1fbf0,
];

describe('decimalDigit', () => {
  test('knows the ten digits of every script', () => {
    for (const zero of ZEROS) {
      for (let value = 0; value <= 9; value++) {
        expect(decimalDigit(String.fromCodePoint(zero + value)), (zero + value).toString(16)).toBe(value);
      }
    }
  });

  test('sees every Nd character of this runtime in whole runs from 0 to 9', () => {
    const values: number[] = [];
    for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
      const value = decimalDigit(String.fromCodePoint(codePoint));
      if (value !== undefined) values.push(value);
    }
    expect(values.length).toBeGreaterThanOrEqual(ZEROS.length * 10);
    expect(values.every((value, index) => value === index % 10)).toBe(true);
  });

  test('agrees with the number formats of Intl', () => {
    for (const system of Intl.supportedValuesOf('numberingSystem')) {
      if (system === 'hanidec') continue; // its digits are letters
      const format = new Intl.NumberFormat('en', { numberingSystem: system });
      for (let value = 0; value <= 9; value++) expect(decimalDigit(format.format(value)), system).toBe(value);
    }
  });

  test.each([
    ['nothing', ''],
    ['two digits', '12'],
    ['a superscript', '\u00b2'],
    ['a circled digit', '\u2460'],
    ['a Roman numeral', '\u2163'],
    ['a Chinese numeral', '\u4e09'],
    ['a fraction', '\u00bd'],
    ['a letter', 'a'],
    ['a lone surrogate', '\ud835'],
    ['a tag digit', '\u{e0031}'],
  ])('%s is no digit', (_name, character) => {
    expect(decimalDigit(character)).toBeUndefined();
  });
});
