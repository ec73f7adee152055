import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDigits } from '../src/index.ts';
import { outcome } from './case-table.ts';
import { cardinal, oneByOne, SPEAKERS, sayings } from './speakers.ts';

/** Set to run every PIN in every language: about two minutes. Otherwise each language takes its share of all PINs. */
const EVERYTHING = process.env.SPOKEN_DIGITS_EXHAUSTIVE === '1';

const pins = fc.oneof(
  fc.stringMatching(/^[0-9]{6}$/),
  fc.stringMatching(/^[0-3]{6}$/),
  fc
    .array(fc.constantFrom('0', '1', '11', '40', '20', '00', '80', '012'), { minLength: 6 })
    .map((parts) => parts.join('').slice(0, 6)),
);

describe.each(SPEAKERS)('$tag', (speaker) => {
  const options = { language: speaker.tag, length: 6, channel: 'speech' } as const;

  test('however it is said, a PIN is read as itself or as ambiguous, and mostly as itself', () => {
    let said = 0;
    let read = 0;
    fc.assert(
      fc.property(pins, (pin) => {
        for (const [style, text] of sayings(speaker, pin)) {
          const got = outcome(text, speaker.tag);
          said++;
          if (got === pin) read++;
          else if (!/^(ambiguous|too-few|too-many)$/.test(got))
            throw new Error(`${style}: "${text}" was read as ${got}`);
          if (style.startsWith('one by one')) expect(got).toBe(pin);
          if (style === 'with doubles and triples') expect(got).toBe(pin);
        }
      }),
      { numRuns: EVERYTHING ? 5_000 : 250 },
    );
    expect(read / said).toBeGreaterThan(0.6);
  });

  test('every number below a thousand is read as CLDR spells it', () => {
    for (let value = 0; value < 1000; value++) {
      expect(outcome(cardinal(speaker, value), speaker.tag, String(value).length)).toBe(String(value));
    }
  });

  test(`${EVERYTHING ? 'all PINs' : 'a share of all PINs'}, digit by digit`, () => {
    const share = SPEAKERS.indexOf(speaker);
    const step = EVERYTHING ? 1 : SPEAKERS.length;
    for (let number = EVERYTHING ? 0 : share; number < 1_000_000; number += step) {
      const pin = String(number).padStart(6, '0');
      const reading = readDigits(oneByOne(speaker, pin), options);
      if (reading.kind !== 'digits' || reading.digits !== pin) expect(reading).toEqual({ kind: 'digits', digits: pin });
    }
  }, 300_000);
});
