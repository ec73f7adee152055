import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Answers, createWire, type Profile, runContract } from '@authfactor/conformance/contract';
import { createScriptedDevice, createScriptedFactor } from '@authfactor/conformance/factors';
import { expect, test } from 'vitest';
import { type Breakage, FACTOR, startTinyService, TENANT } from './tiny-service.ts';

/** Nearly: a limit of no guesses is refused. */
const NEVER_LOCKS = { lockSteps: [{ failures: 100, lockMs: 1 }], windows: [{ attempts: 10_000, spanMs: 1000 }] };

interface Run {
  readonly profile?: Profile;
  readonly lockAfter?: number;
  readonly answers?: Partial<Answers>;
  readonly only?: readonly string[];
}

async function run(breakage: Breakage, { profile = 'standalone', lockAfter = 3, answers, only }: Run = {}) {
  await using service = await startTinyService(breakage);
  using wire = createWire('grpc', service.target);
  const results = await runContract({
    wire,
    profile,
    factorType: FACTOR,
    answers: { ...service.answers, ...answers },
    tokens: service.tokens,
    restart: service.restart,
    lockAfter,
    patienceMs: 20_000,
    runs: 10,
    seed: 3,
    ...(only === undefined ? {} : { only }),
  });
  const of = (status: string) => results.filter((result) => result.status === status);
  return { passed: of('passed').map(({ id }) => id), failed: of('failed'), skipped: of('skipped') };
}

test('a challenge that lives shortly expires', async () => {
  const { passed } = await run({ limits: { challengeTtlMs: 300, clockErrorMs: 100 } }, { only: ['11.5'] });
  expect(passed).toEqual(['11.5']);
}, 60_000);

test('as a plugin, the clauses of lockout, durability, administration and enrolment are left out, and no other', async () => {
  const { failed, skipped } = await run({ limits: NEVER_LOCKS }, { profile: 'plugin', lockAfter: 0 });
  expect(failed).toEqual([]);
  expect(new Set(skipped.map(({ why }) => why))).toEqual(new Set(['not part of the profile plugin']));
  expect(new Set(skipped.map(({ id }) => id.split('.')[0]))).toEqual(
    new Set(['1', '3', '6', '8', '9', '10', '11', '12']),
  );
}, 60_000);

test('a factor that asks a device: what is about answers is skipped with that reason, the rest holds', async () => {
  const device = () => createScriptedDevice({ factorType: FACTOR });
  const { failed, passed, skipped } = await run({ factor: device });
  expect(failed).toEqual([]);
  expect(passed).toEqual(expect.arrayContaining(['1.1', '2.1', '2.3', '2.7', '3.8', '4.7', '5.1', '10.1', '11.3']));
  expect(skipped.map(({ why }) => why)).toContain('the factor takes no answers through the caller');
}, 60_000);

test('right answers that a command prints', async () => {
  const script = join(await mkdtemp(join(tmpdir(), 'authfactor-answer-')), 'answer.cjs');
  await writeFile(
    script,
    'process.stdout.write(process.argv[2] === "subject-1" && process.argv[3] ? "481516\\n" : "")',
  );
  const command = [process.execPath, script, '{subject}', '{challenge}'];
  const subjects = [{ id: 'subject-1', right: { kind: 'command' as const, command }, wrong: ['271828'] }];
  const { passed } = await run({}, { answers: { tenant: TENANT, subjects }, only: ['3.2', '5.5'] });
  expect(passed).toEqual(['3.2', '5.5']);
}, 60_000);

test('one-time codes: each is right once, and a factor that says so keeps it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'authfactor-code-'));
  const script = join(folder, 'next-code.cjs');
  // The scripted factor's codes are the secret and a step that must grow.
  await writeFile(
    script,
    `const { appendFileSync, statSync } = require('node:fs');
    const file = ${JSON.stringify(join(folder, 'steps'))};
    appendFileSync(file, '.');
    process.stdout.write('481516' + String(statSync(file).size).padStart(3, '0'));`,
  );
  const right = { kind: 'command' as const, command: [process.execPath, script] };
  const subjects = [0, 1, 2, 3].map((i) => ({ id: `subject-${i}`, right, wrong: ['271828000', '314159000'] }));
  const factor = () => createScriptedFactor({ factorType: FACTOR, oneTime: true });
  const only = ['2.8', '3.2', '5.3', '5.4', '5.5', '6.8', '7.1'];
  const { passed, failed, skipped } = await run({ factor }, { answers: { subjects }, only });
  expect({ failed, skipped }).toEqual({ failed: [], skipped: [] });
  expect(passed).toEqual(only);
}, 60_000);
