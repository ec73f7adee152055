import { assert, maxSafeInteger, nat, oneof, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { acceptStep, formatStep, parseStep } from './time-step.ts';

/** No step that there will be is longer. */
const STEPS = nat({ max: 999_999_999_999_999 });

describe('acceptStep', () => {
  test.each<[string | undefined, string, boolean]>([
    ['58823529', '58823530', true],
    ['58823529', '58823529', false],
    ['58823530', '58823529', false],
    ['0', '1', true],
    ['0', '0', false],
    // As numbers, not as text.
    ['9', '10', true],
    ['10', '9', false],
    [undefined, '58823529', false],
    ['', '58823529', false],
  ])('after %j, %j: %j', (state, next, accepted) => {
    expect(acceptStep(state, next)).toBe(accepted);
  });

  test.each([
    '-1',
    '1.5',
    '1e9',
    '01',
    ' 1',
    '1 ',
    '1\n',
    '+1',
    '0x1',
    'NaN',
    'Infinity',
    '١',
    '9007199254740993',
    '{}',
  ])('%j is no step: nothing follows it, and it follows nothing', (text) => {
    expect(parseStep(text)).toBeUndefined();
    expect(acceptStep(text, '999999999999')).toBe(false);
    expect(acceptStep('0', text)).toBe(false);
  });

  test('exactly a later step is accepted', () => {
    assert(property(STEPS, STEPS, (state, next) => acceptStep(formatStep(state), formatStep(next)) === next > state));
  });

  test('whatever text it is given, it accepts only what formatStep makes', () => {
    const text = oneof(string(), maxSafeInteger().map(String));
    assert(
      property(text, text, (state, next) => {
        const made = [state, next].every((part) => formatStep(Number(part)) === part && Number(part) >= 0);
        return !acceptStep(state, next) || (made && Number(next) > Number(state));
      }),
    );
  });
});
