import { describe, expect, test } from 'vitest';
import { readDigits } from '../src/index.ts';

/** A row of a table: what is expected, digits or a reason, and what the recogniser wrote. */
export interface Row {
  readonly expected: string;
  readonly text: string;
}

/** The rows of a table with one `expected | text` a line. Lines that start with `#` say what follows, or its source. */
export function rowsOf(table: string): Row[] {
  return table
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const at = line.indexOf(' | ');
      return { expected: line.slice(0, at).trim(), text: line.slice(at + 3) };
    });
}

/** The digits that were read, or the reason why there are none. */
export function outcome(text: string, language: string, length = 6): string {
  const reading = readDigits(text, { language, length, channel: 'speech' });
  return reading.kind === 'digits' ? reading.digits : reading.reason;
}

/** Runs a table of six-digit answers in `language`, which must have at least `atLeast` different rows. */
export function testTable(language: string, atLeast: number, table: string): void {
  const rows = rowsOf(table);
  describe(language, () => {
    test(`has ${atLeast} rows or more, all different`, () => {
      expect(new Set(rows.map(({ text }) => text)).size).toBe(rows.length);
      expect(rows.length).toBeGreaterThanOrEqual(atLeast);
    });
    test.each(rows)('$text', ({ expected, text }) => {
      expect(outcome(text, language)).toBe(expected);
    });
  });
}
