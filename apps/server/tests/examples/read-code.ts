import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { requestIdOf } from '../../../../packages/remote-factor/src/request-id.ts';

/*
 * read-code.ts FOLDER CHALLENGE: prints the code that was mailed for a challenge of the Go example, or for a challenge of
 * the server in front of it, whose request id there is derived from it.
 */

const [folder = '', challengeId = ''] = process.argv.slice(2);
const names = [challengeId, requestIdOf('begin', 'email-otp', challengeId)];

for (let tried = 0; tried < 100; tried++) {
  const codes = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8').catch(() => undefined)));
  const code = codes.find((found) => found !== undefined);
  if (code !== undefined) {
    process.stdout.write(code);
    break;
  }
  await delay(20);
}
