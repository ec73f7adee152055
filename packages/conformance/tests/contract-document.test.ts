import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CLAUSES } from '../src/contract/index.ts';

const ROOT = new URL('../../../', import.meta.url);
const FOLDER = 'packages/conformance/src/contract/clauses/';
const ROW = /^\| \*\*(\d+\.\d+)\*\* \| (.*) \| (standalone|both) \| \[(.*)\]\(\.\.\/(.*)\) \|$/gm;

const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

const documented = [...read('docs/contract.md').matchAll(ROW)].map(([, id, text, profile, name, path]) => ({
  id,
  text,
  profile,
  name,
  path: path ?? '',
}));

/** Each clause's number, and the file that has its test. */
const tested = new Map(
  readdirSync(new URL(FOLDER, ROOT)).flatMap((name) =>
    [...read(`${FOLDER}${name}`).matchAll(/\bid: '(\d+\.\d+)'/g)].map(([, id]) => [id, `${FOLDER}${name}`] as const),
  ),
);

it('every clause of the document has a test that runs, and every test its clause, word for word', () => {
  const clauses = CLAUSES.map(({ id, text, profiles }) => ({ id, text, profile: profiles?.join(', ') ?? 'both' }));
  const rows = documented.map(({ id, text, profile }) => ({ id, text, profile }));
  expect(rows.toSorted(byId)).toEqual(clauses.toSorted(byId));
});

it('every clause of the document names the file of its test', () => {
  expect(documented.map(({ id, path }) => [id, path])).toEqual(documented.map(({ id }) => [id, tested.get(id)]));
  expect(documented.every(({ name, path }) => path === `${FOLDER}${name}`)).toBe(true);
});

it('every test in the folder of clauses is run, and every number is used once', () => {
  expect([...tested.keys()].toSorted()).toEqual(CLAUSES.map(({ id }) => id).toSorted());
  expect(new Set(CLAUSES.map(({ id }) => id)).size).toBe(CLAUSES.length);
});

it('every row of the document that looks like a clause is read as one', () => {
  const rows = read('docs/contract.md')
    .split('\n')
    .filter((line) => line.startsWith('| **'));
  expect(documented).toHaveLength(rows.length);
});

it('every clause says what must be', () => {
  for (const { id, text } of CLAUSES) expect(text, id).toMatch(/\bmust\b.*\.$/);
});

function byId(a: { readonly id: string | undefined }, b: { readonly id: string | undefined }): number {
  return (a.id ?? '') < (b.id ?? '') ? -1 : 1;
}
