import { expect, test } from 'vitest';
import { staleFiles } from '../scripts/generate.ts';

test('the generated files are what the generator makes of CLDR and of the tables', () => {
  expect(staleFiles()).toEqual([]);
});
