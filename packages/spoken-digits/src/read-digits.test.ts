import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDigits } from './read-digits.ts';
import type { ReadDigitsOptions } from './reading.ts';

const TEXT: ReadDigitsOptions = { language: 'en-US', length: 6, channel: 'text' };
const SPEECH: ReadDigitsOptions = { ...TEXT, channel: 'speech' };
const KEYPAD: ReadDigitsOptions = { ...TEXT, channel: 'keypad' };

/** The digits, or the reason why there are none. */
function outcome(text: string, options: ReadDigitsOptions): string {
  const reading = readDigits(text, options);
  return reading.kind === 'digits' ? reading.digits : reading.reason;
}

describe('text and speech', () => {
  test.each([
    ['159753', '159753'],
    ['  159 753\r\n', '159753'],
    ['1 5 9 7 5 3', '159753'],
    ['159-753', '159753'],
    ['15\u201397\u201453', '159753'],
    ['159\u2212753', '159753'],
    ['159\u00a0753', '159753'],
    ['159\u3000753', '159753'],
    ['\uff11\uff15\uff19\uff17\uff15\uff13', '159753'],
    ['\u0661\u0665\u0669\u0667\u0665\u0663', '159753'],
    ['\u0967\u096b\u096f\u096d\u096b\u0969', '159753'],
    ['\u{1d7cf}\u{1d7d3}\u{1d7d7}\u{1d7d5}\u{1d7d3}\u{1d7d1}', '159753'],
    ['159\u{1d7d5}\u0665\u0969', '159753'],
    ['\u202d159\u200b753\u202c\ufeff', '159753'],
    ['159\u00ad753', '159753'],
    ['000000', '000000'],
    ['159,753', '159753'],
    ['159753.', '159753'],
    ['my pin is 159753', '159753'],
    ['one five nine seven five three', '159753'],
    ['159753#', '159753'],
    ['#159753', '159753'],
    ['12*159753', '159753'],
    ['DTMF: 12*159753#', '159753'],
    ['', 'no-digits'],
    ['   ', 'no-digits'],
    ['\u200b', 'no-digits'],
    ['---', 'no-digits'],
    ['help', 'no-digits'],
    ['\u2460\u2464\u2468\u2466\u2464\u2462', 'no-digits'],
    ['1', 'too-few'],
    ['15975', 'too-few'],
    ['15*9753', 'too-few'],
    ['1597531', 'too-many'],
    ['159753 159753', 'too-many'],
    ['159753a', 'ambiguous'],
    ['a159753', 'ambiguous'],
    ['15975o', 'ambiguous'],
    ['15975O3', 'ambiguous'],
    ['159753 or 159754', 'ambiguous'],
    ['159#753', 'ambiguous'],
    ['+159753', 'ambiguous'],
    ['159753@home', 'ambiguous'],
    ['0x159753', 'ambiguous'],
    ['1.59753e5', 'ambiguous'],
    ['15975\u00b3', 'ambiguous'],
    ['159753\0', 'ambiguous'],
    ['159753\ud835', 'ambiguous'],
    ['******', 'masked'],
    ['* * * * * *', 'masked'],
    ['######', 'masked'],
    ['\u2022\u2022\u2022\u2022\u2022\u2022', 'masked'],
    ['XXXXXX', 'masked'],
    ['X X X X X X', 'masked'],
    ['****53', 'masked'],
    ['**9753', 'masked'],
    ['[REDACTED]', 'masked'],
    ['my pin is [REDACTED]', 'masked'],
    ['<PIN_1>', 'masked'],
    ['{{pii}}', 'masked'],
    ['(redacted)', 'masked'],
    ['[inaudible]', 'no-digits'],
    ['(my pin)', 'no-digits'],
    ['**', 'no-digits'],
    ['ok xxx', 'no-digits'],
    ['f*** it is 159753', '159753'],
    ['f*** it is ******', 'masked'],
  ])('%j is %s', (text, expected) => {
    expect(outcome(text, TEXT)).toBe(expected);
    expect(outcome(text, SPEECH)).toBe(expected);
  });

  test('only a recogniser writes a digit as another word', () => {
    expect(outcome('for eight one five one six', SPEECH)).toBe('481516');
    expect(outcome('for eight one five one six', TEXT)).toBe('too-few');
  });
});

describe('keypad', () => {
  test.each([
    ['159753', '159753'],
    ['159753#', '159753'],
    ['159753##', '159753'],
    ['1597 53 #', '159753'],
    ['15*159753', '159753'],
    ['15*82*159753#', '159753'],
    ['*159753', '159753'],
    ['DTMF:159753#', '159753'],
    ['159*753', 'too-few'],
    ['159753*', 'no-digits'],
    ['******', 'no-digits'],
    ['######', 'no-digits'],
    ['', 'no-digits'],
    ['#', 'no-digits'],
    ['#159753', 'ambiguous'],
    ['159753#1', 'ambiguous'],
    ['15#*159753', 'ambiguous'],
    ['15975#3', 'ambiguous'],
    ['a*159753', 'ambiguous'],
    ['159753A', 'ambiguous'],
    ['one five nine seven five three', 'no-digits'],
    ['15975#', 'too-few'],
    ['1597531#', 'too-many'],
    ['\u2022\u2022\u2022\u2022\u2022\u2022', 'masked'],
    ['[REDACTED]', 'masked'],
  ])('%j is %s', (text, expected) => {
    expect(outcome(text, KEYPAD)).toBe(expected);
  });
});

describe('language', () => {
  test.each([
    ['en', 'one two three four five six', '123456'],
    ['en-GB', 'one two three four five six', '123456'],
    ['EN_us', 'one two three four five six', '123456'],
    ['de-CH-1996', 'eins zwei drei vier fünf sechs', '123456'],
    ['gsw', 'eins zwei drei vier fünf sechs', '123456'],
    ['cmn-Hans-CN', '一二三四五六', '123456'],
    ['zh-Hant-HK', '一二三四五六', '123456'],
    ['arz', 'واحد اتنين تلاتة اربعة خمسة ستة', '123456'],
    ['prs-AF', 'یک دو سه چهار پنج شش', '123456'],
    ['fr', 'one two three four five six', 'too-few'],
    ['pl-PL', 'jeden dwa trzy', 'no-digits'],
    ['pl-PL', 'mój pin to 123456', '123456'],
    ['', '123 456', '123456'],
    ['__proto__', '123 456', '123456'],
    ['constructor', 'one two three four five six', 'no-digits'],
  ])('%s: %s is %s', (language, text, expected) => {
    expect(outcome(text, { ...SPEECH, language })).toBe(expected);
  });
});

describe('other lengths', () => {
  test.each([
    [4, 'twelve thirty four', '1234'],
    [4, 'one thousand two hundred thirty four', '1234'],
    [4, 'four eight one five one six', 'too-many'],
    [8, 'double oh double seven double oh double seven', '00770077'],
    [1, 'five', '5'],
    [2, 'twenty five', '25'],
    [3, 'twenty five', 'ambiguous'],
    [5, 'two hundred', 'too-few'],
  ])('%i digits: %s is %s', (length, text, expected) => {
    expect(outcome(text, { ...SPEECH, length })).toBe(expected);
  });
});

describe('long input', () => {
  test.each([
    ['the longest that is read', `159753${' '.repeat(16_378)}`, '159753'],
    ['longer', `159753${' '.repeat(16_379)}`, 'ambiguous'],
    ['digits', '1'.repeat(16_000), 'too-many'],
    ['a megabyte of stars', '*'.repeat(1 << 20), 'ambiguous'],
  ])('%s', (_name, text, expected) => {
    expect(outcome(text, TEXT)).toBe(expected);
  });
});

describe('properties', () => {
  const ZEROS = [0x30, 0x660, 0x6f0, 0x966, 0xe50, 0xff10, 0x1d7ce, 0x1d7f6, 0x1e950, 0x1fbf0];
  const digit = fc.record({ value: fc.integer({ min: 0, max: 9 }), zero: fc.constantFrom(...ZEROS) });
  const filler = fc.string({
    unit: fc.constantFrom(' ', '\t', '\u2009', '-', '\u2010', '\u2015', '\u200b', '\u2066', '\ufeff'),
    maxLength: 3,
  });
  const channel = fc.constantFrom('text' as const, 'keypad' as const, 'speech' as const);

  test('digits of any script with any filler are read as exactly themselves', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(digit, filler), { maxLength: 12 }), channel, (parts, chosen) => {
        const text = parts.map(([{ value, zero }, between]) => String.fromCodePoint(zero + value) + between).join('');
        const digits = parts.map(([{ value }]) => value).join('');
        const short = digits === '' ? 'no-digits' : 'too-few';
        const expected = digits.length === 6 ? digits : digits.length > 6 ? 'too-many' : short;
        expect(outcome(text, { ...TEXT, channel: chosen })).toBe(expected);
      }),
    );
  });

  test('a letter glued to a digit makes digits unusable', () => {
    const letter = fc.constantFrom('a', 'O', 'l', 'I', 'x', '\u00e9', '\u0416', '\u03b1', '\u00b2', '\u00bd', '\u2163');
    fc.assert(
      fc.property(fc.stringMatching(/^\d{6}$/), fc.nat(6), letter, channel, (digits, at, text, chosen) => {
        const mixed = digits.slice(0, at) + text + digits.slice(at);
        expect(readDigits(mixed, { ...TEXT, channel: chosen }).kind).toBe('unusable');
      }),
    );
  });

  test('any text at all gives exactly `length` ASCII digits or a reason', () => {
    const language = fc.constantFrom('en', 'ja', 'ar', 'hi', 'x');
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.integer({ min: 1, max: 8 }),
        channel,
        language,
        (text, length, chosen, tag) => {
          const reading = readDigits(text, { language: tag, length, channel: chosen });
          if (reading.kind === 'digits') expect(reading.digits).toMatch(new RegExp(`^[0-9]{${length}}$`));
        },
      ),
    );
  });
});
