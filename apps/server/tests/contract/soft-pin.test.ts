import { createWire, PROTOCOLS, type Protocol, runContract } from '@authfactor/conformance/contract';
import { expect, test } from 'vitest';
import { createCheapKdf } from '../cheap-kdf.ts';
import { startServerInProcess } from '../running-server.ts';
import { startRestartableServer } from './restartable-server.ts';
import { prepareSoftPin, type SoftPinEndpoint } from './soft-pin-endpoint.ts';

interface RunChange {
  readonly runs: number;
  readonly restart?: () => Promise<void>;
}

async function runOver(protocol: Protocol, url: string, endpoint: SoftPinEndpoint, change: RunChange) {
  const { hostname: host, port } = new URL(url);
  using wire = createWire(protocol, { host, port: Number(port), tls: false });
  return await runContract({
    ...endpoint,
    ...change,
    wire,
    profile: 'standalone',
    factorType: 'soft-pin',
    lockAfter: 3,
    patienceMs: 30_000,
    seed: 11,
  });
}

test('Soft PIN keeps the whole contract, on a process that is killed in between', async () => {
  await using server = await startRestartableServer({});
  const endpoint = await prepareSoftPin(server, 6, 'newcomer');
  const results = await runOver('grpc', server.grpcUrl, endpoint, { runs: 1, restart: () => server.restart() });
  expect(results.filter(({ status }) => status === 'failed')).toEqual([]);
  expect(results.filter(({ status }) => status === 'skipped').map(({ id }) => id)).toEqual(['11.5']);
}, 300_000);

test('Soft PIN has equal results over gRPC, Connect and gRPC-Web', async () => {
  await using server = await startServerInProcess({
    env: { AUTHFACTOR_LOG_LEVEL: 'fatal' },
    exchange: (parts) => ({ ...parts, kdf: createCheapKdf() }),
  });
  const verdicts = [];
  for (const protocol of PROTOCOLS) {
    const endpoint = await prepareSoftPin(server, 6, `newcomer over ${protocol}`);
    const url = protocol === 'grpc' ? server.grpcUrl : server.httpUrl;
    const results = await runOver(protocol, url, endpoint, { runs: 10 });
    expect(results.filter(({ status }) => status === 'failed')).toEqual([]);
    verdicts.push(results.map(({ id, status }) => `${id} ${status}`));
  }
  expect(verdicts[1]).toEqual(verdicts[0]);
  expect(verdicts[2]).toEqual(verdicts[0]);
  expect(verdicts[0]?.filter((verdict) => verdict.endsWith('skipped'))).toEqual(['11.5 skipped', '12.1 skipped']);
}, 120_000);
