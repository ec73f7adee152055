import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * Lint, breaking changes against the committed image, and whether the committed TypeScript is what buf generates.
 * Needs no network. Exits 1 and says what to do when something is wrong.
 */

const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = await mkdtemp(join(tmpdir(), 'authfactor-proto-'));

function buf(...args: string[]): void {
  const result = spawnSync('buf', args, { cwd: root, stdio: 'inherit' });
  if (result.error) throw result.error;
  if (result.status !== 0) throw new Error(`buf ${args[0]} failed`);
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

async function compareGenerated(): Promise<void> {
  const fresh = join(scratch, 'src/gen');
  await mkdir(fresh, { recursive: true });
  buf('generate', '--output', scratch);
  const committed = join(root, 'src/gen');
  const names = [...new Set([...(await listFiles(fresh)), ...(await listFiles(committed))])];
  for (const name of names) {
    const [a, b] = await Promise.all(
      [fresh, committed].map((folder) => readFile(join(folder, name), 'utf8').catch(() => undefined)),
    );
    if (a !== b)
      throw new Error(`src/gen/${name} is not what buf generates; run "pnpm generate" in proto/ and commit it`);
  }
}

try {
  buf('lint');
  const image = join(scratch, 'image.binpb');
  buf('build', '--exclude-source-info', '-o', image);
  const config = JSON.stringify({ version: 'v2', breaking: { use: ['FILE'] } });
  buf('breaking', image, '--against', join(root, 'baseline.binpb'), '--config', config, '--path', 'authfactor');
  await compareGenerated();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await rm(scratch, { recursive: true, force: true });
}
