import { sampleAccount } from '@authfactor/conformance/store';
import { StoreError } from '@authfactor/engine';
import { createSqliteStore } from '../../src/index.ts';

/*
 * Writes accounts until a write fails, then one that fails again, and reads what it wrote. Prints, as JSON, how many
 * writes were acknowledged, how many of them can be read, and the codes of the two faults.
 */

const [folder = ''] = process.argv.slice(2);
await using store = createSqliteStore({ folder });
const history = [{ generation: 1, record: 'x'.repeat(20_000) }];
const write = (index: number) =>
  store.writeAccount(sampleAccount({ subject: `subject-${index}`, history }), undefined).then(
    () => undefined,
    (error) => (error instanceof StoreError ? error.code : String(error)),
  );

const codes: string[] = [];
let written = 0;
while (codes.length < 2) {
  const code = await write(written);
  if (code === undefined) written += 1;
  else codes.push(code);
}
let read = 0;
for await (const account of store.walkAccounts()) if (account.history.length === 1) read += 1;
process.stdout.write(JSON.stringify({ written, read, codes }));
