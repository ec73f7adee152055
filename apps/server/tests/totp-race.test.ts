import { expect, test } from 'vitest';
import { raceCode } from './race-code.ts';
import { startServer } from './running-server.ts';

test('one right code, given 100 times at once by three client processes, is accepted once', async () => {
  await using server = await startServer({
    env: { AUTHFACTOR_FACTORS: 'totp', AUTHFACTOR_TOTP_PERIOD: '60s', AUTHFACTOR_LOG_LEVEL: 'warn' },
  });
  const outcomes = await raceCode([server], 'raced');
  process.stdout.write(
    `one TOTP code, 100 times from 3 processes at 1 server on SQLite: ${JSON.stringify(outcomes)}\n`,
  );
  expect(outcomes).toEqual({ verified: 1, 'code-reused': expect.any(Number), SUBJECT_LOCKED: expect.any(Number) });
}, 120_000);
