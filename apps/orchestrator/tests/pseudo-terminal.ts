import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished } from 'vitest';

/** A program at a terminal of its own. */
export interface PseudoTerminal {
  /** Everything that it showed. */
  output(): string;
  /** Waits until it shows this after what it was waited for before, and gives that part. */
  shows(text: string | RegExp): Promise<string>;
  type(text: string): void;
  readonly exited: Promise<number | null>;
}

/** Whether this machine has what makes terminals: `script` of util-linux, whose namesakes take other flags. */
export const hasPseudoTerminals = (): boolean => {
  const { stdout } = spawnSync('script', ['--version'], { encoding: 'utf8' });
  return stdout?.includes('util-linux') ?? false;
};

/** Runs one of this package's programs at a pseudo-terminal. */
export const startAtTerminal = (program: string, env: Record<string, string>): PseudoTerminal => {
  const command = `exec '${process.execPath}' --conditions=@authfactor/source '${program}'`;
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], {
    env: { PATH: process.env.PATH, TERM: 'xterm', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // Whatever the test came to: the terminal is closed, which hangs up.
  onTestFinished(() => void child.kill());
  let output = '';
  let seen = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const find = (text: string | RegExp): [start: number, end: number] | undefined => {
    const rest = output.slice(seen);
    const found = typeof text === 'string' ? text : text.exec(rest)?.[0];
    const start = found === undefined ? -1 : rest.indexOf(found);
    return start === -1 ? undefined : [seen + start, seen + start + (found?.length ?? 0)];
  };
  return {
    output: () => output,
    async shows(text) {
      await expect.poll(() => (find(text) === undefined ? output.slice(seen) : text), { timeout: 60_000 }).toBe(text);
      const [start, end] = find(text) ?? [0, 0];
      seen = end;
      return output.slice(start, end);
    },
    type: (text) => void child.stdin.write(text),
    exited: once(child, 'close').then(([code]) => code as number | null),
  };
};
