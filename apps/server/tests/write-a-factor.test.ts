import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePort } from './examples/example-process.ts';
import { findPython } from './examples/find-examples.ts';
import { REPOSITORY } from './examples/set-up.ts';

const python = await findPython();
const SCRATCH = 'apps/server/try';

/** Stands for pnpm, which need not be installed, and for the environment of Python, which is set up once for all tests. */
const prelude = (venv: string) => `
set -euo pipefail
pnpm() {
  [ "$1" = --silent ] && shift
  local script=$1
  shift
  case $script in
    authfactor) exec_node apps/server/src/main.ts "$@" ;;
    conformance)
      # What stands behind the server goes through every clause in examples.test.ts already.
      [[ "$*" = *--admin-token*security-questions* ]] && set -- "$@" --only 1.3,2.1,2.2,3.1,3.2,3.3,3.5,4.1,5.3
      exec_node packages/conformance/src/contract/main.ts "$@" --runs 2
      ;;
    *) return 1 ;;
  esac
}
exec_node() {
  # In the background: in the place of the shell, so that it gets the shell's signals.
  if [ $BASHPID != $$ ]; then exec '${process.execPath}' --conditions=@authfactor/source "$@"; fi
  '${process.execPath}' --conditions=@authfactor/source "$@"
}
python3() {
  [ "$*" = "-m venv $3" ]
  ln -s '${venv}' "$3"
}
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
`;

/** The files and the commands of the document, in their order: a file is a path on a line of its own, then a block. */
function stepsOf(
  text: string,
): readonly ({ readonly path: string; readonly content: string } | { readonly commands: string })[] {
  const blocks = text.matchAll(/(?:^`([^`\n]+)`\n\n)?^```(ts|json|sh)\n([\s\S]*?)^```$/gm);
  return [...blocks].map(([, path, language, content = '']) => {
    if (language === 'sh') return { commands: content };
    if (path === undefined) throw new Error(`A block of ${language} has no path`);
    return { path, content };
  });
}

test.skipIf(python === undefined)(
  'every command of docs/write-a-factor.md works, in its order',
  { timeout: 300_000 },
  async () => {
    const document = await readFile(join(REPOSITORY, 'docs/write-a-factor.md'), 'utf8');
    const folder = await mkdtemp(join(REPOSITORY, `${SCRATCH}-`));
    const scratch = folder.slice(REPOSITORY.length);
    const ports = new Map<string, string>();
    for (const port of ['50061', '50062', '8061']) ports.set(port, String(await freePort()));
    const adapt = (text: string) =>
      text.replaceAll(SCRATCH, scratch).replaceAll(/\b(50061|50062|8061)\b/g, (port) => ports.get(port) ?? port);

    let script = prelude(python?.venv ?? '');
    let commands = 0;
    for (const step of stepsOf(document)) {
      if ('commands' in step) {
        script += adapt(step.commands);
        commands += 1;
      } else {
        const path = join(REPOSITORY, adapt(step.path));
        await mkdir(join(path, '..'), { recursive: true });
        await writeFile(path, adapt(step.content));
      }
    }
    expect(commands).toBeGreaterThan(5);
    try {
      const { code, output } = await runShell(script);
      expect(code, output).toBe(0);
      const green = output.match(
        /^last-invoice grpc standalone: \d+ passed, 0 failed|^security-questions grpc (?:plugin|standalone): \d+ passed, 0 failed/gm,
      );
      expect(green, output).toHaveLength(3);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);

async function runShell(script: string): Promise<{ readonly code: unknown; readonly output: string }> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AUTHFACTOR_')));
  const child = spawn('bash', ['-c', script], { cwd: REPOSITORY, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = await once(child, 'close');
  return { code, output };
}
