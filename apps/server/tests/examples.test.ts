import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runGoKit, runPythonKit } from './examples/example-kits.ts';
import { findGo, findPython } from './examples/find-examples.ts';
import { contractDigest, GO_EXAMPLE } from './examples/set-up.ts';

const RUN_MS = 300_000;

const [python, go] = await Promise.all([findPython(), findGo()]);

describe.skipIf(python === undefined)('the Python example', { concurrent: true }, () => {
  const setup = python ?? { venv: '', generated: '' };

  test('passes the kit by itself', { timeout: RUN_MS }, async () => {
    const { code, output, logs } = await runPythonKit(setup, 'plugin');
    expect(code, output).toBe(0);
    expect(logs).not.toContain('defect');
  });

  test('passes the kit behind a server', { timeout: RUN_MS }, async () => {
    const { code, output, logs } = await runPythonKit(setup, 'standalone');
    expect(code, output).toBe(0);
    expect(logs).not.toMatch(/heron/i);
  });

  test('stays short enough to start from', async () => {
    const text = await readFile(new URL('../../../examples/factor-python/questions.py', import.meta.url), 'utf8');
    expect(text.split('\n').length).toBeLessThan(300);
  });
});

describe.skipIf(go === undefined)('the Go example', { concurrent: true }, () => {
  test('passes the kit by itself', { timeout: RUN_MS }, async () => {
    const { code, output } = await runGoKit(go ?? '', 'plugin');
    expect(code, output).toBe(0);
  });

  test('passes the kit behind a server', { timeout: RUN_MS }, async () => {
    const { code, output } = await runGoKit(go ?? '', 'standalone');
    expect(code, output).toBe(0);
  });

  test('has code that was generated from the contract as it is', async () => {
    const digest = await readFile(join(GO_EXAMPLE, 'gen/CONTRACT_SHA256'), 'utf8');
    expect(digest.trim(), 'run `buf generate` in examples/factor-go').toBe(await contractDigest());
  });
});
