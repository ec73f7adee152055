import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ENGINE_TOKEN, OTHER_TOKEN, startGoExample, startPythonExample } from './examples/example-process.ts';
import { findGo, findPython } from './examples/find-examples.ts';
import { startMailCatcher } from './examples/mail-catcher.ts';
import { startServerWithRemote } from './examples/remote-server.ts';
import { runKit } from './examples/run-kit.ts';
import { contractDigest, GO_EXAMPLE } from './examples/set-up.ts';
import type { ServerProcess } from './running-server.ts';

const RUN_MS = 300_000;
const DIRECT_TOKENS = { token: ENGINE_TOKEN, 'other-client-token': OTHER_TOKEN };

const [python, go] = await Promise.all([findPython(), findGo()]);

async function throughServer(server: ServerProcess, factorType: string, answers: object) {
  const tokens = {
    token: await server.token({ scopes: ['factor.verify'] }),
    'other-client-token': await server.token({ scopes: ['factor.verify'], client: 'other' }),
    'other-tenant-token': await server.token({ scopes: ['factor.verify'], tenants: ['other'] }),
    'admin-token': await server.token({ scopes: ['factor.admin'] }),
  };
  return runKit({ target: new URL(server.grpcUrl).host, factorType, profile: 'standalone', answers, tokens });
}

describe.skipIf(python === undefined)('the Python example', { concurrent: true }, () => {
  const subjects = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank'].map((subject) => ({
    subject,
    question: 'What was the name of your first school?',
    answer: 'Blue Heron',
  }));
  const answers = {
    tenant: 'default',
    subjects: subjects.map(({ subject }) => ({ id: subject, right: 'blue heron!' })),
    wrong: ['Green Lake', 'Red Barn'],
    unusable: [{ text: '...', says: 'NO_DIGITS' }, { text: '' }, { text: 'x'.repeat(101), says: 'TOO_MANY' }],
    otherTenant: 'other',
  };
  const start = (enrolled = subjects) =>
    startPythonExample(python ?? { venv: '', generated: '' }, enrolled, { tenant: 'default' });

  test('passes the kit by itself', { timeout: RUN_MS }, async () => {
    const few = subjects.slice(0, 2);
    await using example = await start(few);
    const fewAnswers = { ...answers, subjects: answers.subjects.slice(0, 2) };
    const tokens = DIRECT_TOKENS;
    const kit = { factorType: 'security-questions', profile: 'plugin', answers: fewAnswers, tokens } as const;
    const { code, output } = await runKit({ ...kit, target: `127.0.0.1:${example.port}` });
    expect(code, output).toBe(0);
    expect(example.logs()).not.toContain('defect');
  });

  test('passes the kit behind a server', { timeout: RUN_MS }, async () => {
    await using example = await start();
    await using server = await startServerWithRemote('security-questions', example.port);
    const { code, output } = await throughServer(server, 'security-questions', answers);
    expect(code, output).toBe(0);
    expect(server.logs()).not.toMatch(/heron/i);
  });

  test('stays short enough to start from', async () => {
    const text = await readFile(new URL('../../../examples/factor-python/questions.py', import.meta.url), 'utf8');
    expect(text.split('\n').length).toBeLessThan(300);
  });
});

describe.skipIf(go === undefined)('the Go example', { concurrent: true }, () => {
  const people = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank'];
  const addresses = Object.fromEntries(people.map((person) => [person, `${person}@example.test`]));
  const reader = fileURLToPath(new URL('./examples/read-code.ts', import.meta.url));
  const answersFrom = (folder: string) => ({
    tenant: 'default',
    subjects: people.map((id) => ({ id, right: { command: [process.execPath, reader, folder, '{challenge}'] } })),
    wrong: ['000000', '999999'],
    unusable: [{ text: '12345', says: 'TOO_FEW' }, { text: '1234567', says: 'TOO_MANY' }, { text: '' }],
    otherTenant: 'other',
  });
  const SIX_DIGITS = { kind: 'digits', minLength: 6, maxLength: 6 };
  const start = (smtpPort: number) => startGoExample(go ?? '', { subjects: { default: addresses }, smtpPort });

  test('passes the kit by itself', { timeout: RUN_MS }, async () => {
    await using mails = await startMailCatcher();
    await using example = await start(mails.port);
    const kit = { factorType: 'email-otp', profile: 'plugin', tokens: DIRECT_TOKENS } as const;
    const { code, output } = await runKit({
      ...kit,
      target: `127.0.0.1:${example.port}`,
      answers: answersFrom(mails.folder),
    });
    expect(code, output).toBe(0);
  });

  test('passes the kit behind a server', { timeout: RUN_MS }, async () => {
    await using mails = await startMailCatcher();
    await using example = await start(mails.port);
    await using server = await startServerWithRemote('email-otp', example.port, { input: SIX_DIGITS });
    const { code, output } = await throughServer(server, 'email-otp', answersFrom(mails.folder));
    expect(code, output).toBe(0);
  });

  test('has code that was generated from the contract as it is', async () => {
    const digest = await readFile(join(GO_EXAMPLE, 'gen/CONTRACT_SHA256'), 'utf8');
    expect(digest.trim(), 'run `buf generate` in examples/factor-go').toBe(await contractDigest());
  });
});
