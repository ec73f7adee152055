import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FakeOkta } from '../src/fake-okta/index.ts';
import { measureOutcome } from './measure-outcome.ts';
import { startTrusted } from './okta-bench.ts';
import { OUTCOME_ROWS } from './outcome-rows.ts';

const DOCUMENT = new URL('../../../docs/okta-push.md', import.meta.url);
const COLUMNS = '| Okta | begin | challenge | event | counted |';

/** The cells of the document's table, by what happens. */
const documented = new Map(
  readFileSync(DOCUMENT, 'utf8')
    .split(`${COLUMNS}\n`)[1]
    ?.split('\n\n')[0]
    ?.split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
    .map((line) => line.slice(2, -2).split(' | '))
    .map(([what = '', ...cells]) => [what, cells]),
);

let okta: FakeOkta;
beforeAll(async () => {
  okta = await startTrusted();
});
afterAll(() => okta[Symbol.asyncDispose]());

describe('what becomes of a challenge', () => {
  test.each(OUTCOME_ROWS)('$what', async (row) => {
    expect([row.what, ...(await measureOutcome(okta, row))]).toEqual([row.what, ...(documented.get(row.what) ?? [])]);
  });

  test('is documented for nothing else', () => {
    expect([...documented.keys()]).toEqual(OUTCOME_ROWS.map(({ what }) => what));
  });
});
