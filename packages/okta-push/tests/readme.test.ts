import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { oktaPush, prompt } from './readme-example.ts';

test('the example of the README runs and does what it says', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const example = readFileSync(new URL('readme-example.ts', import.meta.url), 'utf8');
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
  expect(oktaPush.info).toMatchObject({ factorType: 'okta-push', assurance: 'high', amr: ['swk'] });
  expect(prompt.promptId).toBe('okta-push.first');
});
