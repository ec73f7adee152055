import { createWire, runContract } from '@authfactor/conformance/contract';
import { expect, test } from 'vitest';
import { startRestartableServer } from './restartable-server.ts';
import { ENROLLED_AT_MS, enrollApps, prepareTotp } from './totp-endpoint.ts';

/** So many that nobody waits for codes, of which each has two at any time; the clauses ask for some 35. */
const SUBJECTS = 30;

test('TOTP keeps the whole contract, on a process that is killed in between', async () => {
  await using server = await startRestartableServer(
    { AUTHFACTOR_FACTORS: 'soft-pin,totp' },
    { clockErrorMs: ENROLLED_AT_MS },
  );
  const enrolled = await enrollApps(server, SUBJECTS);
  await server.restart();
  using wire = createWire('grpc', server.target('grpc'));
  const results = await runContract({
    ...(await prepareTotp(server, enrolled, 'newcomer')),
    wire,
    profile: 'standalone',
    factorType: 'totp',
    lockAfter: 3,
    patienceMs: 30_000,
    runs: 3,
    seed: 11,
    restart: () => server.restart(),
  });
  const of = (status: string) => results.filter((result) => result.status === status);
  expect(of('failed').map(({ id, why }) => `${id}: ${why}`)).toEqual([]);
  expect(of('skipped').map(({ id, why }) => `${id}: ${why}`)).toEqual([
    '11.5: a challenge lives for 120000 ms, which is longer than --patience',
  ]);
  process.stdout.write(`totp: ${of('passed').length} clauses passed, 0 failed, ${of('skipped').length} skipped\n`);
}, 120_000);
