import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '@authfactor/conformance/contract';

export interface KitRun {
  readonly target: string;
  readonly factorType: string;
  readonly profile: 'standalone' | 'plugin';
  /** As the answers file has them. */
  readonly answers: object;
  /** By flag, e.g. `token`. */
  readonly tokens: Readonly<Record<string, string>>;
}

/** Runs the conformance command; gives its exit code and what it printed. */
export async function runKit(run: KitRun): Promise<{ readonly code: number; readonly output: string }> {
  const file = join(await mkdtemp(join(tmpdir(), 'answers-')), 'answers.json');
  await writeFile(file, JSON.stringify(run.answers));
  let output = '';
  const write = (text: string) => {
    output += text;
  };
  const tokens = Object.entries(run.tokens).flatMap(([flag, token]) => [`--${flag}`, token]);
  // A few random sequences: the kit's own tests run more of them.
  const args = [
    '--runs',
    '5',
    '--target',
    run.target,
    '--factor',
    run.factorType,
    '--profile',
    run.profile,
    '--answers',
    file,
  ];
  const code = await runCommand([...args, ...tokens], { out: write, err: write });
  return { code, output };
}
