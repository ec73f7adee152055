import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { glob, mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ExampleConfig } from './example-config.ts';

export const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url));
export const PYTHON_EXAMPLE = join(REPOSITORY, 'examples/factor-python');
export const PYOTP_PEER = join(REPOSITORY, 'apps/server/tests/pyotp');
export const GO_EXAMPLE = join(REPOSITORY, 'examples/factor-go');

/** Longer than any set-up takes. */
const LOCK_MS = 600_000;

const run = promisify(execFile);

/** The Python of the example's own environment, and where the code generated from the contract is. */
export interface PythonSetup {
  readonly venv: string;
  readonly generated: string;
}

/**
 * Sets the Python example up, once for each state of its requirements and of the contract: some 20 s and 70 MB.
 * `undefined` where this machine has no Python. Rejects where it has, and the set-up fails all the same.
 */
export async function setUpPython(config: ExampleConfig): Promise<PythonSetup | undefined> {
  const venv = await madeVenv(config, 'venv', join(PYTHON_EXAMPLE, 'requirements.txt'));
  if (venv === undefined) return undefined;
  const generated = await made(config, 'python', await contractFiles(), async (folder) => {
    const proto = join(REPOSITORY, 'proto');
    const ours = (await contractFiles()).map((file) => relative(proto, file));
    const files = [...ours, 'buf/validate/validate.proto'];
    await run(join(venv, 'bin/python'), [
      ...['-m', 'grpc_tools.protoc', `-I${proto}`, `-I${join(proto, 'vendor')}`],
      ...[`--python_out=${folder}`, `--grpc_python_out=${folder}`, ...files],
    ]);
  });
  return { venv, generated };
}

/** Gives the Python that has pyotp, an implementation of TOTP that is not ours. As `setUpPython`. */
export async function setUpPyotp(config: ExampleConfig): Promise<string | undefined> {
  const venv = await madeVenv(config, 'pyotp', join(PYOTP_PEER, 'requirements.txt'));
  return venv === undefined ? undefined : join(venv, 'bin/python');
}

/**
 * Builds the Go example, once for each state of it: two minutes the first time, seconds with Go's own cache. Gives the
 * program; `undefined` where this machine has no Go.
 */
export async function setUpGo(config: ExampleConfig): Promise<string | undefined> {
  if (!(await answers('go', ['version']))) return undefined;
  const sources = await filesOf('examples/factor-go/{**/*.go,go.mod,go.sum}');
  const folder = await made(config, 'go', sources, async (place) => {
    await run('go', ['build', '-o', join(place, 'factor-go'), '.'], { cwd: GO_EXAMPLE });
  });
  return join(folder, 'factor-go');
}

/** A Python environment with these packages; `undefined` where this machine has no Python. */
async function madeVenv(config: ExampleConfig, name: string, requirements: string): Promise<string | undefined> {
  if (!(await answers('python3', ['-c', 'import venv, ensurepip']))) return undefined;
  return await made(config, name, [requirements], async (folder) => {
    await run('python3', ['-m', 'venv', folder]);
    await run(join(folder, 'bin/python'), ['-m', 'pip', 'install', '--quiet', '-r', requirements]);
  });
}

const contractFiles = (): Promise<readonly string[]> => filesOf('proto/authfactor/v1/*.proto');

/** A digest of the contract's texts, which generated code can be compared with. */
export async function contractDigest(): Promise<string> {
  return digestOf(await contractFiles());
}

/** The folder for these inputs, made if it is not there: whole or not at all, by one process, while others wait. */
async function made(
  { cacheFolder }: ExampleConfig,
  name: string,
  inputs: readonly string[],
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const place = join(cacheFolder, `${name}-${(await digestOf(inputs)).slice(0, 16)}`);
  await mkdir(cacheFolder, { recursive: true });
  while (!existsSync(place)) {
    const lock = `${place}.lock`;
    if (!(await tookLock(lock))) {
      await delay(200);
      continue;
    }
    const folder = await mkdtemp(join(cacheFolder, 'setup-'));
    try {
      await make(folder);
      // It may have come meanwhile, from before the lock was ours.
      await rename(folder, place).catch(() => undefined);
    } finally {
      await rm(folder, { recursive: true, force: true });
      await rm(lock, { recursive: true, force: true });
    }
  }
  return place;
}

/** Whether the lock is ours now. One that a dead process left is taken away. */
async function tookLock(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch {
    const since = await stat(lock).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(),
    );
    if (Date.now() - since > LOCK_MS) await rm(lock, { recursive: true, force: true });
    return false;
  }
}

async function digestOf(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file.slice(REPOSITORY.length)}\0`)
      .update(await readFile(file))
      .update('\0');
  return hash.digest('hex');
}

async function filesOf(pattern: string): Promise<readonly string[]> {
  const files: string[] = [];
  for await (const file of glob(pattern, { cwd: REPOSITORY })) files.push(join(REPOSITORY, file));
  return files.toSorted();
}

const answers = (program: string, args: readonly string[]): Promise<boolean> =>
  run(program, [...args]).then(
    () => true,
    () => false,
  );
