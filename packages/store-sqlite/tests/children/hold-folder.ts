import { setInterval } from 'node:timers';
import { createSqliteStore } from '../../src/index.ts';

/* Opens the store, prints `open`, or why it cannot, and stays. */

const [folder = ''] = process.argv.slice(2);
try {
  const store = createSqliteStore({ folder });
  await store.ready();
  process.stdout.write('open\n');
  setInterval(() => store, 60_000);
} catch (error) {
  process.stdout.write(`${String(error)}\n`);
}
