import { createWire, runContract } from '@authfactor/conformance/contract';
import { describe, expect, test } from 'vitest';
import { BROKEN_SERVICES } from './broken-services.ts';
import { type Breakage, FACTOR, startTinyService } from './tiny-service.ts';

/** Runs every clause; gives the ids of those that broke, and of those that were skipped. */
async function findings(breakage: Breakage) {
  await using service = await startTinyService(breakage);
  const plain = createWire('grpc', service.target);
  using wire = breakage.wire?.(plain) ?? plain;
  const results = await runContract({
    wire,
    profile: 'standalone',
    factorType: FACTOR,
    answers: service.answers,
    tokens: service.tokens,
    restart: service.restart,
    lockAfter: 3,
    patienceMs: 15_000,
    runs: 12,
    seed: 7,
  });
  const of = (status: string) => results.filter((result) => result.status === status).map(({ id }) => id);
  return { failed: of('failed'), skipped: of('skipped'), results };
}

describe.concurrent('a broken service breaks a clause that it may, and no other', { timeout: 120_000 }, () => {
  test.each(Object.entries(BROKEN_SERVICES))('%s', async (_, { may, ...breakage }) => {
    const { failed, results } = await findings(breakage);
    expect(failed).not.toEqual([]);
    expect(failed.filter((id) => !may.includes(id))).toEqual([]);
    for (const result of results.filter(({ status }) => status === 'failed')) expect(result.why).not.toBe('');
  });

  test('none of them is broken, and nothing fails', async () => {
    const { failed, skipped } = await findings({});
    expect(failed).toEqual([]);
    expect(skipped).toEqual(['11.5']);
  });
});
