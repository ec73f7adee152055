import { StoreError } from '@authfactor/engine';
import { expect, test } from 'vitest';
import { printFault } from './print-fault.ts';

test('prints names, codes and places, and no message', () => {
  const cause = Object.assign(new TypeError('PIN\n    at 274913'), { code: 'E_X' });
  const printed = JSON.stringify(printFault(new RangeError('274913', { cause })));
  expect(printed).not.toContain('274913');
  expect(JSON.parse(printed)).toMatchObject({ name: 'RangeError', cause: { name: 'TypeError', code: 'E_X' } });
  expect(printed).toContain('print-fault.test.ts');
});

test('prints the message of a StoreError, which promises to hold no secret', () => {
  expect(printFault(new StoreError('unavailable', 'The disk is full'))).toMatchObject({
    name: 'StoreError',
    code: 'unavailable',
    message: 'The disk is full',
  });
});

test.each([['text 274913'], [undefined], [null], [{ pin: '274913' }]])('prints nothing of %j', (fault) => {
  expect(JSON.stringify(printFault(fault))).not.toContain('274913');
});

test('ends a chain of causes that bites its tail', () => {
  const fault = new Error('a');
  fault.cause = fault;
  expect(JSON.stringify(printFault(fault)).length).toBeLessThan(10_000);
});
