import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import * as engineModule from '@authfactor/engine';
import * as factorModule from '@authfactor/factor';
import { expect, it } from 'vitest';
import { createMemoryStore } from '../src/store/index.ts';
import { contextOf } from './accounting/workbench.ts';

/** The first example of a README as a function body that ends by giving `result`. */
async function exampleOf(packageName: string, result: string): Promise<string> {
  const readme = await readFile(new URL(`../../${packageName}/README.md`, import.meta.url), 'utf8');
  const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  return `${stripTypeScriptTypes(code.replace(/^import .*$/gm, ''))}\nreturn ${result};`;
}

const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor;

it('runs the examples of factor and engine as they stand', async () => {
  const factor = await AsyncFunction('Secret', await exampleOf('factor', 'passphrase'))(factorModule.Secret);
  const run = AsyncFunction(
    'createClock',
    'createEngine',
    'store',
    'factor',
    'context',
    await exampleOf('engine', '{ engine, begun }'),
  );
  const { createClock, createEngine } = engineModule;
  const { engine, begun } = await run(createClock, createEngine, createMemoryStore(), factor, contextOf());
  expect(begun).toMatchObject({
    kind: 'ok',
    value: { state: 'awaiting-input', prompt: { text: 'What is the word?' } },
  });
  const answered = await engine.verification.submitAnswer(contextOf(), {
    requestId: crypto.randomUUID(),
    challengeId: begun.value.challengeId,
    session: 'call-1',
    answer: { kind: 'typed', text: 'swordfish', channel: 'text' },
  });
  expect(answered).toMatchObject({ kind: 'ok', value: { outcome: 'verified' } });
  await engine[Symbol.asyncDispose]();
});
