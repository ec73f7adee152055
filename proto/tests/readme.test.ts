import { readFile } from 'node:fs/promises';
import { BeginChallengeRequestSchema } from '@authfactor/proto';
import { createValidator } from '@bufbuild/protovalidate';
import { expect, test } from 'vitest';
import { request } from './readme-example.ts';

test('the example of the README is valid', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const example = await readFile(new URL('./readme-example.ts', import.meta.url), 'utf8');
  expect(readme).toContain(example);
  expect(createValidator().validate(BeginChallengeRequestSchema, request).kind).toBe('valid');
});
