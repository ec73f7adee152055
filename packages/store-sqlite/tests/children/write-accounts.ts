import { writeSync } from 'node:fs';
import { sampleAccount, sampleChallenge, sampleEvent, sampleLoggedEvent } from '@authfactor/conformance/store';
import { createSqliteStore } from '../../src/index.ts';

/*
 * Writes ten accounts in turn for ever, each by compare-and-set, with a challenge and an event each time. Prints what
 * was acknowledged, a line a write: `account <subject> <version>`, `challenge <id>`, `event <id>`.
 */

const [folder = '', run = ''] = process.argv.slice(2);
const store = createSqliteStore({ folder });
const say = (line: string): number => writeSync(1, `${line}\n`);

for (let step = 0; ; step += 1) {
  const subject = `subject-${step % 10}`;
  const expected = (await store.readAccount(sampleAccount({ subject })))?.version;
  const version = (expected ?? 0) + 1;
  const history = [{ generation: 1, record: `${version}-`.repeat(step % 400) }];
  await store.writeAccount(sampleAccount({ subject, version, history, outbox: [sampleEvent()] }), expected);
  say(`account ${subject} ${version}`);
  const id = `${run}-${step}`;
  await store.insertChallenge(sampleChallenge({ id, subject }));
  say(`challenge ${id}`);
  await store.appendEvents([sampleLoggedEvent({ id, subject })]);
  say(`event ${id}`);
}
