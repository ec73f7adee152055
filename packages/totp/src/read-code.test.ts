import { inspect } from 'node:util';
import type { Answer } from '@authfactor/factor';
import { assert, constantFrom, property, stringMatching } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCode } from './read-code.ts';
import type { TotpDigits } from './totp-parameters.ts';

const typed = (text: string, channel: 'text' | 'keypad' | 'speech' = 'text'): Answer => ({
  kind: 'typed',
  text,
  channel,
});
const said = (transcript: string, ...others: string[]): Answer => ({
  kind: 'spoken',
  transcript,
  language: 'en-US',
  alternatives: others.map((other) => ({ transcript: other })),
});

function read(answer: Answer, digits: TotpDigits): string {
  const reading = readCode(answer, 'en-US', digits);
  expect(inspect(reading, { depth: null, showHidden: true })).not.toContain('481516');
  return reading.kind === 'usable' ? Buffer.from(reading.value.reveal()).toString() : reading.reason;
}

describe.each([6, 8] as const)('where new codes have %i digits', (digits) => {
  test.each<[Answer, string]>([
    [typed('481516'), '481516'],
    [typed('481 516'), '481516'],
    [typed('481-516'), '481516'],
    [typed('48151623'), '48151623'],
    [typed('4815 1623'), '48151623'],
    [typed('481516#', 'keypad'), '481516'],
    [typed('12*48151623', 'keypad'), '48151623'],
    [typed('\uff14\uff18\uff11\uff15\uff11\uff16'), '481516'],
    [said('four eight one five one six'), '481516'],
    [said('my code is four eight one, five one six'), '481516'],
    [said('four eight one five, one six two three'), '48151623'],
    [said('four eighty-one, five sixteen'), '481516'],
    [said('twenty three four five six'), digits === 6 ? 'ambiguous' : 'too-few'],
    [typed('4815'), 'too-few'],
    [typed('481516234'), 'too-many'],
    [typed('4815162', 'keypad'), digits === 6 ? 'too-many' : 'too-few'],
    [typed(''), 'no-digits'],
    [typed('forget it'), 'canceled'],
    [said('forget it'), 'canceled'],
    [typed('******'), 'masked'],
  ])('%j is %s', (answer, expected) => {
    expect(read(answer, digits)).toBe(expected);
  });
});

test('what fits the configuration comes first, where a recogniser heard both', () => {
  expect(read(said('4 8 1 5 1 6 2', '481516', '48151623'), 6)).toBe('481516');
  expect(read(said('4 8 1 5 1 6 2', '481516', '48151623'), 8)).toBe('48151623');
});

test('every code of either length is read as it is, and nothing of another length is', () => {
  const code = stringMatching(/^[0-9]{1,12}$/);
  assert(
    property(
      code,
      constantFrom(6 as const, 8 as const),
      constantFrom('text' as const, 'keypad' as const),
      (text, digits, channel) => {
        const reading = readCode(typed(text, channel), 'en-US', digits);
        const right = reading.kind === 'usable' && Buffer.from(reading.value.reveal()).toString() === text;
        return text.length === 6 || text.length === 8 ? right : reading.kind === 'unusable';
      },
    ),
  );
});
