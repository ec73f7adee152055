import { randomInt } from 'node:crypto';
import { createWire, runContract } from '@authfactor/conformance/contract';
import { expect, test } from 'vitest';
import { freshDataDir, type ServerProcess, startServer } from '../running-server.ts';
import { ENROLLED_AT_MS, enrollApps, prepareTotp } from './totp-endpoint.ts';

/** So many that none runs out of codes: each has three at a time. */
const SUBJECTS = 60;

const SHIFTED_CLOCK = new URL('../shifted-clock.ts', import.meta.url);

test('TOTP keeps the whole contract, on a process that is killed in between', async () => {
  const dataDir = await freshDataDir();
  // Outside the range from which the system gives ports away, so that nobody takes it while the server is down.
  const port = randomInt(20_000, 30_000);
  const env = {
    AUTHFACTOR_FACTORS: 'soft-pin,totp',
    AUTHFACTOR_LOG_LEVEL: 'warn',
    AUTHFACTOR_GRPC_LISTEN: `127.0.0.1:${port}`,
  };
  const behind = { ...env, SHIFTED_CLOCK_MS: String(ENROLLED_AT_MS) };
  let server: ServerProcess = await startServer({ dataDir, env: behind, preload: [SHIFTED_CLOCK] });
  const restart = async () => {
    await server.kill();
    server = await startServer({ dataDir, env });
  };
  try {
    const enrolled = await enrollApps(server, SUBJECTS);
    await restart();
    using wire = createWire('grpc', { host: '127.0.0.1', port, tls: false });
    const results = await runContract({
      ...(await prepareTotp(server, enrolled, 'newcomer')),
      wire,
      profile: 'standalone',
      factorType: 'totp',
      lockAfter: 3,
      patienceMs: 30_000,
      runs: 3,
      seed: 11,
      restart,
    });
    const of = (status: string) => results.filter((result) => result.status === status);
    expect(of('failed').map(({ id, why }) => `${id} ${why}`)).toEqual([]);
    expect(of('skipped').map(({ id, why }) => `${id} ${why}`)).toEqual([]);
    process.stdout.write(`totp: ${of('passed').length} clauses passed, 0 failed, ${of('skipped').length} skipped\n`);
  } finally {
    await server.stop();
  }
}, 120_000);
