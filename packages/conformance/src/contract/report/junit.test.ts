import { expect, test } from 'vitest';
import type { ClauseResult } from '../run-contract.ts';
import { junitReport } from './junit.ts';

const result = (id: string, more: Partial<ClauseResult>): ClauseResult => ({
  id,
  text: 'It must.',
  status: 'passed',
  exchanges: [],
  ms: 12,
  ...more,
});

test('counts, and escapes what XML has no place for', () => {
  const exchanges = [{ method: 'AuthFactorService/GetChallenge', sent: { a: '<&>' }, got: { b: '\u0000"' } }];
  const xml = junitReport(
    [
      result('1.1', {}),
      result('1.2', { status: 'skipped', why: 'needs "more"' }),
      result('1.3', { status: 'failed', why: 'a < b \u0007', exchanges }),
    ],
    'a & b',
  );
  expect(xml).toContain('<testsuite name="a &amp; b" tests="3" failures="1" skipped="1" time="0.036">');
  expect(xml).toContain('<skipped message="needs &quot;more&quot;"/>');
  expect(xml).toContain('<failure message="a &lt; b �">');
  expect(xml).toContain('{&quot;a&quot;:&quot;&lt;&amp;&gt;&quot;}');
  expect(xml).not.toContain('\u0000');
});
