import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PYTHON_EXAMPLE, type PythonSetup } from './set-up.ts';

/** A factor in a process of its own. Disposing ends it. */
export interface ExampleProcess extends AsyncDisposable {
  readonly port: number;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Everything that it wrote. */
  logs(): string;
}

interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const START_MS = 60_000;

/** Starts it, and waits for its line `listening on port N`. */
async function start({ program, args, env }: Command): Promise<ExampleProcess> {
  const child = spawn(program, [...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let logs = '';
  const exited = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), START_MS);
  const listening = new Promise<number>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        logs += text;
        const [, port] = /listening on port (\d+)/.exec(logs) ?? [];
        if (port !== undefined) resolve(Number(port));
      });
    }
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`The example ended before it listened\n${logs}`)));
  });
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await exited;
  };
  return {
    port: await listening.finally(() => clearTimeout(timer)),
    logs: () => logs,
    kill: () => end('SIGKILL'),
    [Symbol.asyncDispose]: () => end('SIGKILL'),
  };
}

/** The tokens that the examples take. */
export const ENGINE_TOKEN = 'token-of-the-engine';
export const OTHER_TOKEN = 'token-of-another-client';
const TOKENS = `engine=${ENGINE_TOKEN},other=${OTHER_TOKEN}`;

/** A subject's question and its answer. */
export interface Question {
  readonly subject: string;
  readonly question: string;
  readonly answer: string;
}

/** Enrols the subjects as its README says, then serves. `port` 0 takes a free one. */
export async function startPythonExample(
  { venv, generated }: PythonSetup,
  subjects: readonly Question[],
  options: { readonly tenant: string; readonly file?: string; readonly port?: number },
): Promise<ExampleProcess & { readonly file: string }> {
  const file = options.file ?? join(await mkdtemp(join(tmpdir(), 'questions-')), 'subjects.json');
  const program = join(venv, 'bin/python');
  const script = join(PYTHON_EXAMPLE, 'questions.py');
  const env = { PYTHONPATH: generated };
  if (options.file === undefined) await writeFile(file, '{}');
  for (const { subject, question, answer } of subjects) {
    const child = spawn(program, [script, file, options.tenant, subject, question], {
      env,
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    child.stdin.end(`${answer}\n`);
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error('The Python example does not enrol');
  }
  const listen = `127.0.0.1:${options.port ?? 0}`;
  const example = await start({
    program,
    args: [script, file],
    env: { ...env, QUESTIONS_TOKENS: TOKENS, QUESTIONS_LISTEN: listen },
  });
  return { ...example, file };
}

export async function startGoExample(
  program: string,
  options: {
    /** Address by subject, by tenant. */
    readonly subjects: Readonly<Record<string, Readonly<Record<string, string>>>>;
    readonly smtpPort: number;
  },
): Promise<ExampleProcess> {
  const file = join(await mkdtemp(join(tmpdir(), 'email-otp-')), 'subjects.json');
  await writeFile(file, JSON.stringify(options.subjects));
  return start({
    program,
    args: [],
    env: {
      FACTOR_LISTEN: '127.0.0.1:0',
      FACTOR_SMTP: `127.0.0.1:${options.smtpPort}`,
      FACTOR_FROM: 'codes@authfactor.test',
      FACTOR_SUBJECTS: file,
      FACTOR_TOKENS: TOKENS,
    },
  });
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
