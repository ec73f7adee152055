import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a phone needs to know of a demo that runs on this machine. */
export interface RunningDemo {
  /** Whose phone it is. */
  readonly subjectId: string;
  readonly controlUrl: string;
  /** Of the demo. */
  readonly pid: number;
  /** Ms since the Unix epoch. */
  readonly startedAt: number;
}

type Env = Readonly<Record<string, string | undefined>>;

const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url));
const SUFFIX = '.json';

/** Where demos leave word of themselves: in the data folder that the server would take, whether or not it does. */
export const demoFolder = (env: Env): string =>
  join(resolve(REPOSITORY, env.AUTHFACTOR_DATA_DIR || '.authfactor'), 'demos');

/** Leaves word of a demo, readable by its user alone. Disposing takes it back. */
export const announceDemo = async (folder: string, demo: RunningDemo): Promise<AsyncDisposable> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${demo.pid}${SUFFIX}`);
  // One of a process with the same number, which did not end in order.
  await rm(file, { force: true });
  await writeFile(file, JSON.stringify(demo), { mode: 0o600, flag: 'wx' });
  return { [Symbol.asyncDispose]: () => rm(file, { force: true }) };
};

/** The demos that run, the one that started last first. Takes away what is left of others. */
export const findDemos = async (folder: string): Promise<readonly RunningDemo[]> => {
  const names = await readdir(folder).catch(() => []);
  const demos: RunningDemo[] = [];
  for (const name of names.filter((candidate) => candidate.endsWith(SUFFIX))) {
    const demo = await readDemo(join(folder, name));
    if (demo !== undefined && isRunning(demo.pid)) demos.push(demo);
    else if (demo !== undefined) await rm(join(folder, name), { force: true });
  }
  return demos.toSorted((a, b) => b.startedAt - a.startedAt);
};

/** `undefined` where the file is gone, not whole yet, or something else. */
const readDemo = async (file: string): Promise<RunningDemo | undefined> => {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isDemo(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const isDemo = (value: unknown): value is RunningDemo =>
  typeof value === 'object' &&
  value !== null &&
  'subjectId' in value &&
  'controlUrl' in value &&
  'pid' in value &&
  'startedAt' in value;

const isRunning = (pid: number): boolean => {
  try {
    // Sends nothing.
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};
