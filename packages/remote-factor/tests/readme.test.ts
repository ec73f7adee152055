import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

it('the README shows the example that is run', () => {
  expect(read('../README.md')).toContain(`\`\`\`ts\n${read('readme-example.test.ts')}\`\`\``);
});
