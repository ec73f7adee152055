import { spawn } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { BROKEN_SERVICES } from './broken-services.ts';
import { FACTOR, startTinyService, type TinyService } from './tiny-service.ts';

const MAIN = fileURLToPath(new URL('../../../../packages/conformance/src/contract/main.ts', import.meta.url));
const SHIFTED_CLOCK = new URL('../shifted-clock.ts', import.meta.url);
const HOUR_MS = 3_600_000;

const folder = await mkdtemp(join(tmpdir(), 'authfactor-contract-'));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command as a process of its own; `shiftMs` is how wrong its clock is. */
async function run(flags: readonly string[], shiftMs = 0): Promise<Ended> {
  const preload = shiftMs === 0 ? [] : [`--import=${SHIFTED_CLOCK.href}`];
  const child = spawn(process.execPath, [...preload, '--conditions=@authfactor/source', MAIN, ...flags], {
    env: { PATH: process.env.PATH, SHIFTED_CLOCK_MS: String(shiftMs) },
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, out, err };
}

async function flagsOf({ target, answers, tokens }: TinyService): Promise<readonly string[]> {
  const file = join(folder, `answers-${target.port}.json`);
  const subjects = answers.subjects.map(({ id, right, wrong }) => ({
    id,
    wrong,
    right: right.kind === 'text' ? right.text : right,
  }));
  await writeFile(file, JSON.stringify({ ...answers, subjects }));
  const { verify, otherClient, otherTenant, admin, enroll } = tokens;
  return [
    `--target=${target.host}:${target.port}`,
    `--factor=${FACTOR}`,
    `--answers=${file}`,
    `--token=${verify}`,
    `--other-client-token=${otherClient}`,
    `--other-tenant-token=${otherTenant}`,
    `--admin-token=${admin}`,
    `--enroll-token=${enroll}`,
    '--runs=10',
  ];
}

test('a service that keeps the contract: exit 0, a table, JUnit and JSON, whatever the caller’s clock says', async () => {
  for (const shiftMs of [HOUR_MS, -HOUR_MS]) {
    await using service = await startTinyService();
    const [junit, json] = [join(folder, 'junit.xml'), join(folder, 'results.json')];
    const flags = await flagsOf(service);
    const ended = await run([...flags, `--junit=${junit}`, `--json=${json}`], shiftMs);
    expect(ended.err).toBe('');
    expect(ended.code, ended.out).toBe(0);
    expect(ended.out).toMatch(/^ok +3\.2 /m);
    expect(ended.out).toMatch(/^skip +12\.1 .*\n +needs --restart$/m);
    expect(ended.out).toMatch(/\d+ passed, 0 failed, 2 skipped\n$/);
    const report = JSON.parse(await readFile(json, 'utf8'));
    expect(report).toMatchObject({ factor: FACTOR, protocol: 'grpc', profile: 'standalone' });
    const xml = await readFile(junit, 'utf8');
    expect(xml).toContain(`tests="${report.results.length}" failures="0" skipped="2"`);
    expect(xml.match(/<testcase /g)).toHaveLength(report.results.length);
  }
}, 120_000);

test('a broken service: exit 1, the clause, what was sent and got, a replay, and no answer', async () => {
  const { may: _, ...breakage } = BROKEN_SERVICES['gives attempts back'] ?? { may: [] };
  await using service = await startTinyService(breakage);
  const [junit, json] = [join(folder, 'broken.xml'), join(folder, 'broken.json')];
  const flags = [...(await flagsOf(service)), '--only=3.3,7.1', `--junit=${junit}`, `--json=${json}`];
  const ended = await run([...flags, '--seed=5']);
  expect(ended.code).toBe(1);
  expect(ended.out).toContain('seed 5\n');
  expect(ended.out).toMatch(/^FAIL 3\.3 /m);
  expect(ended.out).toMatch(/Clause 3\.3: A wrong answer must .*\n {2}attempts_remaining must be 2, and was 4\n/);
  expect(ended.out).toMatch(
    /AuthFactorService\/SubmitAnswer\n {4}sent .*"\[redacted\]".*\n {4}got {2}.*OUTCOME_MISMATCHED/,
  );
  const [, seed, path] = /replay with --seed (\S+) --path (\S+)/.exec(ended.out) ?? [];
  expect(seed).toBe('5');
  for (const printed of [ended.out, await readFile(junit, 'utf8'), await readFile(json, 'utf8')]) {
    for (const answer of ['481516', '271828', '314159']) expect(printed).not.toContain(answer);
  }
  expect(await readFile(junit, 'utf8')).toContain('failures="2"');

  // Shrunk already, so that a replay finds exactly these steps, at once.
  const [, steps] = /the steps were (.*?); replay/.exec(ended.out) ?? [];
  const again = await run([...flags, '--only=7.1', `--seed=${seed}`, `--path=${path}`]);
  expect(again.code).toBe(1);
  expect(again.out).toContain(`the steps were ${steps}; replay`);
}, 60_000);

test('what is skipped is said with its reason, and fails a strict run', async () => {
  await using service = await startTinyService();
  const flags = (await flagsOf(service)).filter((flag) => !flag.startsWith('--other-client'));
  const loose = await run([...flags, '--only=4.4,6.3']);
  expect(loose.out).toMatch(/^skip 4\.4 .*\n +needs --other-client-token$/m);
  expect(loose.code).toBe(0);
  expect((await run([...flags, '--only=4.4,6.3', '--strict'])).code).toBe(1);
  const plugin = await run([...flags, '--only=6.3', '--profile=plugin', '--strict']);
  expect(plugin.out).toMatch(/^skip 6\.3 .*\n +not part of the profile plugin$/m);
  expect(plugin.code).toBe(0);
}, 60_000);

test('a suite that cannot run says why, without an answer: exit 2', async () => {
  await using service = await startTinyService();
  const flags = await flagsOf(service);
  const bad = join(folder, 'bad.json');
  const complaints: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /--target is missing/],
    [[...flags, '--protocol=smoke'], /--protocol must be one of grpc, connect, grpc-web/],
    [[...flags, '--factor=palm'], /The endpoint lists no factor palm; it lists scripted/],
    [[...flags, '--token=nobody'], /ListFactors failed with UNAUTHENTICATED/],
    [[...flags, '--target=127.0.0.1:1'], /ListFactors failed with UNAVAILABLE/],
    [[...flags, '--answers=/none'], /\/none cannot be read/],
    [[...flags, `--answers=${bad}`], /subjects\[0\]\.wrong holds the right answer/],
    [[...flags, '--only=99.9'], /99\.9/],
  ];
  await writeFile(bad, JSON.stringify({ subjects: [{ id: 'a', right: '481516', wrong: ['481516'] }] }));
  const ends = await Promise.all(complaints.map(([given]) => run(given)));
  for (const [i, [, complaint]] of complaints.entries()) {
    expect(ends[i]?.err).toMatch(complaint);
    expect(ends[i]?.err).not.toContain('481516');
    expect(ends[i]?.code).toBe(2);
  }
  expect((await run(['--help'])).out).toContain('--answers FILE');
}, 60_000);
