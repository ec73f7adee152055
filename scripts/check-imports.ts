import { glob, readFile } from 'node:fs/promises';
import { importViolations, type SourceFile } from './import-rules.ts';

const files: SourceFile[] = [];
for await (const path of glob('{proto,packages/*,apps/*,bench}/src/**/*.ts')) {
  if (path.includes('node_modules') || path.includes('/gen/')) continue;
  files.push({ path: path.replaceAll('\\', '/'), text: await readFile(path, 'utf8') });
}
const violations = importViolations(files);
for (const violation of violations) process.stderr.write(`${violation}\n`);
process.stdout.write(`${files.length} files follow the import rules: ${violations.length === 0 ? 'yes' : 'no'}\n`);
process.exitCode = violations.length === 0 ? 0 : 1;
