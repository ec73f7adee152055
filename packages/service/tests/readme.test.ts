import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { issuerJwks, signer } from './harness.ts';
import { createMemoryLogger } from './memory-logger.ts';
import { serve } from './readme-example.ts';
import { createStubEngine } from './stub-engine.ts';

test('the example of the README serves', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(await readFile(new URL('./readme-example.ts', import.meta.url), 'utf8'));
  const server = await serve({ engine: createStubEngine(), signer, logger: createMemoryLogger() }, issuerJwks);
  const response = await fetch(`http://127.0.0.1:${server.port}/readyz`);
  expect(response.status).toBe(200);
  await response.text();
  expect(await server.stop()).toEqual([true, true]);
});
