import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { keyed, prompt, refused, spoken } from './readme-example.ts';

test('the example of the README runs and does what it says', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const example = readFileSync(new URL('readme-example.ts', import.meta.url), 'utf8');
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
  expect(keyed.kind).toBe('usable');
  expect(spoken.kind).toBe('usable');
  expect(refused).toEqual({ kind: 'unusable', reason: 'too-few' });
  expect(prompt.promptId).toBe('soft-pin.first');
});
