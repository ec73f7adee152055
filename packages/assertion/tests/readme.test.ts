import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { claims } from './readme-example.ts';

test('the example of the README verifies its assertion', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(await readFile(new URL('./readme-example.ts', import.meta.url), 'utf8'));
  expect(claims.sub).toBe('alice');
});
