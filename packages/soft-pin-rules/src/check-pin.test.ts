import { describe, expect, test } from 'vitest';
import { checkPin } from './check-pin.ts';

const rulesOf = (pin: string) => checkPin(pin).map(({ rule }) => rule);

describe('checkPin', () => {
  test.each([
    ['159753', []],
    ['112233', []],
    ['000000', ['repetition']],
    ['111234', ['repetition', 'sequence']],
    ['123456', ['sequence']],
    ['987654', ['sequence']],
    ['921235', ['sequence']],
    ['013579', []],
    ['890890', []],
    ['098098', []],
    ['109109', []],
    ['901901', []],
    ['121212', []],
  ])('%s breaks %j', (pin, rules) => {
    expect(rulesOf(pin)).toEqual(rules);
  });

  test.each([
    ['nothing', ''],
    ['five digits', '15975'],
    ['seven digits', '1597531'],
    ['a line break at the end', '159753\n'],
    ['a space', '159 53'],
    ['a letter', '15975a'],
    ['full-width digits', '\uff11\uff15\uff19\uff17\uff15\uff13'],
    ['Arabic-Indic digits', '١٥٩٧٥٣'],
    ['a sign', '-59753'],
    ['an exponent', '1e1000'],
  ])('%s breaks length alone', (_name, pin) => {
    expect(rulesOf(pin)).toEqual(['length']);
  });

  test('agrees with an independent reference on all 1,000,000 PINs', () => {
    const repeated = /000|111|222|333|444|555|666|777|888|999/;
    const ascending = /012|123|234|345|456|567|678|789/;
    const descending = /987|876|765|654|543|432|321|210/;
    const differing: string[] = [];
    let passed = 0;
    for (let i = 0; i < 1_000_000; i++) {
      const pin = String(i).padStart(6, '0');
      const expected = [
        ...(repeated.test(pin) ? ['repetition'] : []),
        ...(ascending.test(pin) || descending.test(pin) ? ['sequence'] : []),
      ].join();
      const actual = rulesOf(pin).join();
      if (actual !== expected) differing.push(pin);
      if (actual === '') passed++;
    }
    expect(differing).toEqual([]);
    expect(passed).toBe(904_728);
  });

  test('no message repeats the PIN', () => {
    for (const pin of ['111234', '123456', '15975']) {
      for (const { message } of checkPin(pin)) expect(message).not.toContain(pin);
    }
  });
});
