import { startMongo } from './bench-store.ts';
import { openRaceTrack } from './race.ts';
import { isExact, mistakesOf, tableOf } from './race-report.ts';

/*
 * 2,000 wrong answers at once, at 20 accounts, through three server processes on one MongoDB database: no account gets
 * more comparisons than its limit, and each gets exactly that many. Then the same with one of the processes killed in
 * the middle, which may leave some that are counted and were never compared.
 */
const PROCESSES = 3;
const ACCOUNTS = 20;
const ANSWERS_PER_ACCOUNT = 100;

await using store = await startMongo();
await using track = await openRaceTrack(store.setting, PROCESSES);
for (const kill of [false, true]) {
  const what = kill ? 'one of them killed in the middle' : 'none of them killed';
  print(`${ACCOUNTS * ANSWERS_PER_ACCOUNT} wrong answers at once, ${PROCESSES} processes on ${store.name}, ${what}`);
  const start = performance.now();
  const accounts = await track.run({ accounts: ACCOUNTS, answersPerAccount: ANSWERS_PER_ACCOUNT, kill });
  print(tableOf(accounts));
  const mistakes = mistakesOf(accounts, ANSWERS_PER_ACCOUNT);
  for (const mistake of mistakes) print(mistake);
  const exact = isExact(accounts);
  if (mistakes.length === 0)
    print(exact ? 'Compared: exactly the limit, each account.' : `Compared: no more than the limit.`);
  if (!exact && !kill)
    print('Not exactly: some were counted and lost, because the machine was too busy. Run it again.');
  print(`${Math.round((performance.now() - start) / 1000)} s, enrolment included\n`);
  if (mistakes.length > 0 || !(exact || kill)) process.exitCode = 1;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
