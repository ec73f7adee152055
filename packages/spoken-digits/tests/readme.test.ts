import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { answer, canceled, read, split } from './readme-example.ts';

test('the example of the README runs and does what it says', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const example = readFileSync(new URL('readme-example.ts', import.meta.url), 'utf8');
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
  expect(read).toEqual({ kind: 'digits', digits: '481156' });
  expect(split).toEqual({ kind: 'unusable', reason: 'ambiguous' });
  expect(canceled).toEqual({ kind: 'unusable', reason: 'canceled' });
  expect(answer).toEqual({ kind: 'digits', digits: '481516' });
});
