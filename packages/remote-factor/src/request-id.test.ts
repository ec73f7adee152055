import fc from 'fast-check';
import { expect, it } from 'vitest';
import { requestIdOf } from './request-id.ts';

const UUID_8 = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

it('is a UUID, the same for the same parts and no others', () => {
  const parts = fc.array(fc.string(), { maxLength: 4 });
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      expect(requestIdOf(...a)).toMatch(UUID_8);
      expect(requestIdOf(...a) === requestIdOf(...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
  );
  expect(requestIdOf('ab', 'c')).not.toBe(requestIdOf('a', 'bc'));
});
